# Ce que le personnel voit des réponses de chaque partie : une réclamation accueillie avant d’être tranchée, et l’examen d’une action.

appeal-confirm-title = Confirmer la décision sur une réclamation
appeal-confirm-lead = Rien n’est encore décidé. Une réclamation est tranchée une seule fois ; la décision prend effet en appuyant encore une fois.
appeal-confirm-list = Réclamations
appeal-confirm-file = Ligne { $position } : le fichier est verrouillé et supprimé de tous les miroirs
appeal-confirm-link = Ligne { $position } : le lien est désactivé
appeal-confirm-touches = Ce que cela touche
appeal-confirm-only = Un lien est désactivé ; le fichier et ses autres liens restent :
appeal-confirm-decide = Trancher la réclamation
