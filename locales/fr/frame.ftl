skip = Aller au contenu
nav-main = Navigation principale
nav-files = Fichiers
nav-notices = Avis
nav-unread = non lus :
nav-rights = Droits
nav-desk = Traitement
nav-policies = Nos publications
nav-account = Compte
nav-sign-out = Se déconnecter
nav-report = Envoyer une notification
nav-log = Registre
nav-sign-in = Se connecter
nav-sign-up = S’inscrire
nav-about = À propos de ce service
foot-agreement = Accord
foot-log = Registre public
foot-contact = Contact
foot-policies = Règles
foot-privacy = Vie privée
foot-transparency = Transparence
foot-sealed = Les fichiers sont scellés avant d’arriver ici. { $host } ne peut pas les ouvrir.

crumbs = Vous êtes ici
copy = Copier
copied = Copié
copy-by-hand = Appuyez sur Ctrl+C
one-moment = Un instant…
optional = (facultatif)
choose = Choisissez…
log-proof = Preuve au registre
pages = Pages
pages-newer = Plus récents
pages-older = Plus anciens
problem-says = Problème :
problem-title = Il y a un problème
problem-others = { $count ->
    [one] Et { $count } autre, dans la liste en haut de la page.
   *[other] Et { $count } autres, dans la liste en haut de la page.
}
problem-unreachable = Le service n’a pas pu être joint. Vérifiez votre connexion et réessayez.
problem-answered = Le service a répondu { $status }.
confirm-password = Votre mot de passe
confirm-hint = Pour confirmer que c’est bien vous.
confirm-needs-script = La confirmation nécessite JavaScript : votre mot de passe est transformé ici en une preuve et n’est jamais envoyé.
cancel = Annuler
# In the place of what lies sealed and cannot be opened.
words-erased = Effacé
words-altered = Altéré dans la base de données : ne peut être affiché
