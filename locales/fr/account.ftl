account-title = Compte
account-since = Depuis
account-roles = Fonctions
account-lay-down = renoncer
account-lay-down-role = à la fonction « { $role } »
account-uploader = déposant
account-number = Numéro
account-setup = Configurer le service
account-people = Personnes et fonctions
account-language = Langue
account-language-text = Celle des pages, et des courriels que vous recevrez désormais.
account-language-choose = Utiliser cette langue
account-language-chosen = Vous lisez désormais le français.
account-tokens = Jetons pour la ligne de commande
account-tokens-text = Un jeton dépose et partage des fichiers en votre nom, et vous pouvez annuler pendant un temps ce qu’il supprime. Il ne peut pas lire la liste de vos fichiers, qui ne s’ouvre qu’avec votre mot de passe.
account-no-tokens = Vous n’avez aucun jeton.
account-your-tokens = Vos jetons
account-name = Nom
account-made = Créé
account-last-used = Dernière utilisation
account-works-until = Valable jusqu’au
account-revoke = Révoquer
account-never = jamais
account-until-revoked = révocation par vous
account-make-token = Créer un jeton
account-name-hint = Par exemple la machine à laquelle il est destiné
account-lifetime = Durée de validité
account-30-days = 30 jours
account-90-days = 90 jours
account-one-year = Un an
account-no-end = Jusqu’à ce que je le révoque
account-make-it = Créer le jeton
account-lifetime-missing = Choisissez la durée de validité du jeton.
account-token-revoked = Le jeton est révoqué.
account-session-ended = La session est terminée.
account-sessions-ended = Toutes les autres sessions sont terminées.
account-passkeys = Clés d’accès
account-passkeys-text = Une clé d’accès signe ce qui doit pouvoir être prouvé à d’autres, comme l’accord d’un titulaire de droits.
account-passkeys-link = Vos clés d’accès
account-signed-in = Où vous êtes connecté
account-sessions = Vos sessions
account-session-began = Connecté
account-session-ends = Prend fin
account-session-end = Terminer
account-session-this = celle-ci
account-end-others = Terminer toutes les autres sessions
account-secrets = Mot de passe et clé de secours
account-secrets-need-script = Changer le mot de passe ou la clé de secours nécessite JavaScript : les clés sont créées dans ce navigateur.
account-change-password = Changer le mot de passe
account-current-password = Mot de passe actuel
account-new-password = Nouveau mot de passe
account-new-password-hint = Au moins 12 caractères
account-making-keys = Création de nouvelles clés…
account-change = Le changer
account-replace-recovery = Remplacer la clé de secours
account-replace-text = Si l’ancienne a été perdue ou vue. L’ancienne n’ouvre plus rien.
account-making-key = Création d’une nouvelle clé…
account-replace = La remplacer
account-new-recovery = Votre nouvelle clé de secours
account-new-recovery-text = Notez-la ou imprimez-la. Elle n’est montrée que cette fois.
account-enter-current = Saisissez votre mot de passe actuel.
token-title = Votre nouveau jeton
token-lead = Copiez-le maintenant. Il n’est montré que cette fois ; nous n’en gardons qu’une empreinte.
token-use = Pour l’utiliser
token-use-text = Placez le jeton dans l’environnement ou dans un fichier que vous seul pouvez lire. Il n’a pas sa place sur une ligne de commande, où d’autres utilisateurs de la machine peuvent le voir.
token-back = Retour au compte

# La configuration du service, les clés d’accès, les invitations et les fonctions.
setup-settled = Tout est réglé. Vous pouvez le modifier ici à tout moment.
setup-left = { $count ->
    [one] Il reste 1 chose sur { $all }. Jusque-là, les pages qui en ont besoin le disent.
   *[other] Il reste { $count } choses sur { $all }. Jusque-là, les pages qui en ont besoin le disent.
}
setup-second = Un second administrateur
setup-second-text = Vous nommez celui-ci seul ; ensuite, deux administrateurs nomment chaque suivant et chaque réviseur principal, et retirent la fonction à l’un d’eux. À deux seulement, aucun ne peut être remplacé une fois l’autre parti : un troisième est utile.
setup-link = Envoyez ce lien à une personne de confiance.
setup-link-text = Il fonctionne une fois, pendant sept jours, et n’est montré que maintenant.
setup-make-link = Créer un lien d’invitation
setup-to-people = Aller aux personnes et fonctions
setup-agreement = L’accord avec les titulaires de droits
setup-agreement-how = Un administrateur propose la version 1, un autre la publie.
setup-agreement-done = Il est publié. Une nouvelle version doit être signée de nouveau par tous.
setup-to-agreements = Aller aux accords
setup-contact = Un agent de contact
setup-published = Publié.
setup-contact-where = Il figure sur { $link }.
setup-contact-page = sa propre page
setup-contact-name = Personne ou service
setup-contact-for = Agissant pour
setup-contact-for-hint = Le nom de l’exploitant, tel qu’enregistré
setup-contact-address = Adresse postale
setup-contact-telephone = Téléphone
setup-contact-publish = Publier l’agent de contact
setup-law = La loi
setup-law-done = Publiée. Elle figure dans { $link }.
setup-law-policies = les règles
setup-law-country = Pays d’établissement
setup-law-courts = Tribunaux compétents
setup-law-courts-hint = Tels que les pages les nomment, par exemple : les tribunaux de Paris
setup-law-publish = Publier la loi
setup-needs-administrator = Personne ne peut configurer le service. Utilisez le lien affiché à son démarrage.
setup-needs-second = Publier l’accord, accorder l’accès direct, nommer des réviseurs principaux et détruire nécessitent deux personnes.
setup-needs-agreement = Tant qu’il n’est pas publié, les titulaires de droits ne peuvent pas le signer, et donc pas déposer de demandes ; ils peuvent envoyer une notification.
setup-needs-contact = La loi exige la publication d’une personne ou d’un service qui reçoit les notifications.
setup-needs-points = Le droit européen exige la publication de points de contact pour les autorités et les utilisateurs, et d’un représentant de qui est établi ailleurs.
setup-needs-law = Les avis et les exposés des motifs doivent dire où une décision peut être contestée.
setup-contact-done = L’agent de contact est publié.
setup-law-published = La loi est publiée.
invitation-waits = Votre invitation est acceptée. Il faut deux administrateurs pour vous nommer { $role } : un autre le confirme maintenant, puis nous vous écrivons.
invitation-administrator = Vous êtes désormais administrateur.
invitation-staff = Vous faites désormais partie du personnel.
invitation-host = Vous pouvez désormais exploiter un miroir.
invitation-title = Vous êtes invité à travailler ici
invitation-lead = Une invitation donne une fonction à un compte. Elle fonctionne une fois.
invitation-needs-script = Une invitation nécessite JavaScript : son secret se trouve après le # du lien, que seul votre navigateur voit.
invitation-none = Cette adresse ne contient pas d’invitation. Ouvrez le lien entier, tel qu’il a été envoyé ou imprimé.
invitation-signed-in = Vous êtes connecté en tant que { $email }. C’est ce compte qui reçoit la fonction.
invitation-account = Il vous faut d’abord un compte ici. L’invitation attend dans cet onglet.
passkeys-lead = Une clé d’accès signe ce qui doit pouvoir être prouvé à d’autres, comme l’accord d’un titulaire de droits : quiconque peut vérifier des années plus tard qu’elle a signé exactement cela.
passkeys-none = Vous n’avez aucune clé d’accès.
passkeys-added = Ajoutée
passkeys-add = Ajouter une clé d’accès
passkeys-needs-script = Les clés d’accès nécessitent JavaScript : cet appareil crée la clé, et sa moitié secrète ne le quitte jamais.
passkeys-name-hint = Par exemple l’appareil sur lequel elle se trouve
passkeys-add-it = Ajouter la clé d’accès
passkeys-by-number = Les clés d’accès nécessitent un service joignable par un nom, et celui-ci l’est par un numéro.
passkeys-not-added = La clé d’accès n’a pas été ajoutée : { $why }.
passkeys-added-now = La clé d’accès est ajoutée.
passkeys-removed = La clé d’accès est retirée. Ce qu’elle a signé reste prouvé.
role-take-away = Retirer la fonction
role-lay-down = Renoncer à une fonction
role-take-from = Retirer la fonction « { $role } » à { $email }
role-take-lead = Vous le proposez, et un autre administrateur, qui n’est aucun de vous deux, le confirme. Jusque-là, rien ne se passe.
role-only-two = Si vous n’êtes que deux, personne ne peut le confirmer : la personne renonce d’elle-même à la fonction, ou vous en nommez d’abord ensemble une troisième.
role-why = Pourquoi
role-why-hint = La seconde personne décide d’après cela, qui est aussi envoyé à la personne qui perd la fonction.
role-propose = Le proposer
role-lay-down-title = Renoncer à votre fonction « { $role } » ?
role-lay-down-lead = Dès le prochain clic, vous ne pouvez plus rien faire de ce qu’elle vous permettait. Vos fichiers et votre compte restent.
role-back-two = Pour la retrouver, deux administrateurs doivent vous nommer de nouveau.
role-back-one = Pour la retrouver, un administrateur doit vous inviter de nouveau.
role-lay-it-down = Y renoncer
role-keep = La garder
role-withdrawn = La fonction « { $role } » est retirée.
role-proposed = C’est proposé. Un autre administrateur le confirme ci-dessous ; jusque-là, rien ne se passe.
role-laid-down = Vous avez renoncé à la fonction « { $role } ».
passkey-malformed =
    ce que la clé d’accès a donné est illisible : { $what ->
        [id] son identifiant
        [public-key] sa clé publique
        [client-data] ses données de client
        [signature] sa signature
        [too-short] ses données d’authentificateur sont trop courtes
       *[authenticator-data] ses données d’authentificateur
    }
passkey-other =
    la clé d’accès a répondu { $what ->
        [ceremony] pour une autre opération
        [place] pour un autre lieu
       *[question] à une autre question
    }
passkey-unverified = la clé d’accès n’a pas vérifié qui l’utilisait
passkey-algorithm = la clé d’accès signe d’une manière qui n’est pas prise en charge ici
passkey-signature = la signature de la clé d’accès n’est pas valable
