# Le bureau : titulaires de droits et leurs mandants, l’accord, les miroirs, les personnes qui travaillent ici, et le courrier.

# Titulaires de droits
desk-holders-title = Titulaires de droits
desk-holders-state = État
desk-holders-all = Tous
desk-holders-none = Aucune organisation ne figure ici
desk-holders-none-text = Les titulaires de droits présentent leur candidature sur leur propre page ; elle attend ensuite ici un administrateur.
desk-holders-organisation = Organisation
desk-holders-country = Pays
desk-holders-domain = Domaine
desk-holders-applied = Candidature
desk-holders-decided = Décision
desk-holders-undecided = pas encore
desk-holder-kicker = Titulaire de droits
desk-holder-direct = accès direct
desk-holder-flagger = signaleur de confiance
desk-holder-proven = maîtrise prouvée
desk-holder-not-proven = maîtrise non prouvée
desk-holder-by-dns = par le DNS, { $time } : { $found }
desk-holder-by-file = par un fichier, { $time } : { $found }
desk-holder-record = Enregistrement : { $says } { $time }
desk-holder-file = Fichier : { $says } { $time }
desk-holder-others = Autres de ce domaine
desk-holder-other-applied = candidature du { $time }
desk-holder-speaks = Parle en son nom
desk-holder-members = Membres
desk-holder-decision = Dernière décision
desk-holder-access = Accès direct
desk-holder-access-text = Depuis le { $time } ; fichiers utilisés au cours des dernières 24 heures : { $used } sur { $all }
desk-holder-samples = Échantillons
desk-holder-samples-text = Suppressions confirmées par des réviseurs principaux : { $upheld }, infirmées : { $overturned }
desk-holder-proposed = { $what } par { $person } : { $reason }
desk-holder-proposed-access = L’accès direct est proposé
desk-holder-proposed-override = La vérification sans preuve du domaine est proposée
desk-holder-waits-mine = Un autre administrateur confirme.
desk-holder-waits = Confirmer, ou retirer la proposition.
desk-holder-about = Ce qu’il faut en faire
desk-holder-reinstate = Mettre fin à la suspension
desk-holder-who = Est-elle qui elle dit être ?
desk-holder-check = Vérifiez que la personne répond à l’adresse, et qu’elle peut parler au nom de l’organisation.
desk-holder-check-domain = Elle n’a pas prouvé qu’elle est maître de { $domain } : attendez qu’elle l’ait fait, ou vérifiez-la sans cela, ce qui demande un second administrateur.
desk-holder-reason = Motif
desk-holder-reason-hint = Ce qui a été vérifié, et ce que cela a montré. L’organisation le lit.
desk-holder-strip = Retirer l’accès direct
desk-holder-propose-access = Proposer l’accès direct
desk-holder-suspend = La suspendre
desk-holder-verify = La vérifier
desk-holder-propose-override = Proposer de la vérifier sans preuve
desk-holder-refuse = La refuser
desk-holder-ask-title = Demander des précisions
desk-holder-question = Ce qui manque
desk-holder-question-hint = L’organisation est prévenue par courriel, et lit ceci sur sa page. La candidature reste ouverte.
desk-holder-ask = Demander
desk-holder-inquiries = Questions et réponses
desk-holder-asked = Demandé
desk-holder-answer = Réponse
desk-holder-unanswered = Pas encore de réponse.
desk-holder-acts-for = Agit pour
desk-holder-to = jusqu’au { $day }
desk-holder-happened = Ce qui s’est passé
desk-holder-happened-none = Rien ne figure encore au registre public.
desk-holder-verified = L’organisation est vérifiée.
desk-holder-override = La vérification sans preuve du domaine est proposée. Un autre administrateur la confirme.
desk-holder-is-asked = La question est posée à l’organisation, qui est prévenue par courriel.
desk-holder-refused = La candidature est refusée.
desk-holder-suspended = L’organisation est suspendue.
desk-holder-access-proposed = L’accès direct est proposé. Un autre administrateur l’accorde.
desk-holder-stripped = L’accès direct est retiré.

# Signaleurs de confiance
desk-flagger-title = Signaleur de confiance
desk-flagger-not-now = ne vaut pas actuellement
desk-flagger-remove = Retirer le statut
desk-flagger-reason = Motif
desk-flagger-remove-it = Le retirer
desk-flagger-none = Elle n’a pas ce statut. Ce n’est pas la même chose qu’être vérifiée.
desk-flagger-no-platform = Seules les plateformes en ligne qui ne sont ni micro ni petites ont des signaleurs de confiance (règlement (UE) 2022/2065, article 22). Ce service est réglé comme étant d’un autre genre : aucun statut n’est consigné, et aucun ne donne priorité.
desk-flagger-note = Consigner le statut qu’un coordinateur a attribué
desk-flagger-coordinator = Coordinateur pour les services numériques
desk-flagger-coordinator-hint = Celui qui l’a attribué, au titre de l’article 22
desk-flagger-expertise = Domaine d’expertise
desk-flagger-register = Son inscription au registre
desk-flagger-since = Depuis
desk-flagger-last-day = Dernier jour
desk-flagger-reason-hint = Ce qui a été vérifié, et ce que cela a montré.
desk-flagger-note-it = Le consigner
desk-flagger-noted = Le statut est consigné.
desk-flagger-removed = Le statut est retiré.

# Mandants
desk-principal-acts = Agit pour lui
desk-principal-shows = Le document établit-il le mandat ?
desk-principal-check = Vérifiez qu’il désigne ce mandant et { $organisation }, couvre ce pour quoi les œuvres sont revendiquées, et vaut aussi longtemps qu’il est dit.
desk-principal-confirm = Le confirmer
desk-principal-refuse = Le refuser
desk-principal-confirmed = Le mandant est confirmé.
desk-principal-refused = Le mandant est refusé.

# L’accord
desk-agreements-page = Accords
desk-agreements-title = L’accord avec les titulaires de droits
desk-agreements-lead = Un administrateur propose les textes, un autre les publie. Dès lors, c’est la version qui doit être signée ; ce qui a été publié ne change jamais.
desk-agreements-waits = Une version attend d’être publiée.
desk-agreements-proposed = Proposée par { $person } { $ago } : { $reason }
desk-agreements-read = La lire
desk-agreements-read-publish = La lire et la publier
desk-agreements-none = Rien n’est encore publié : les titulaires de droits ne peuvent pas signer, et la file vérifiée et l’accès direct restent fermés.
desk-agreements-versions = Versions publiées
desk-agreements-version = Version
desk-agreements-published = Publication
desk-agreements-digest = SHA-256, { $language }
desk-agreement-version = Version { $version }
desk-agreements-next = Proposer la version suivante
desk-agreements-counsel = Les textes ci-dessous sont livrés avec le logiciel. Faites-les relire par votre conseil avant leur publication.
desk-agreements-hint = Exactement tel qu’il sera lu et signé, et le même article par article dans chaque langue : les titulaires de droits signent dans celle qu’ils choisissent.
desk-agreements-why = Pourquoi
desk-agreements-why-hint = La seconde personne décide d’après cela.
desk-agreements-propose = La proposer
desk-agreements-done = Les textes sont proposés. Un autre administrateur les publie.
desk-agreement-title = Accord, version { $version }
desk-agreement-kicker = Accord
desk-agreement-published = Publiée le { $time }
desk-agreement-unpublished = proposée, non publiée
desk-agreement-publish = La publier
desk-agreement-take-back = La retirer
desk-agreement-turn-down = La rejeter
desk-agreement-mine = Vous l’avez proposée : un autre administrateur la publie.
desk-agreement-text = Texte de l’accord, { $language }

# Miroirs
mirrors-title = Miroirs
mirrors-lead = Qui conserve des copies, dans quel pays, et où en est chaque miroir. Chaque admission, arrêt, évacuation et retrait est inscrit au registre.
mirrors-all = Tous les miroirs
mirrors-none = Il n’y a aucun miroir
mirrors-none-text = Invitez des hébergeurs dans au moins deux pays : d’ici là, aucun fichier ne peut être déposé.
mirrors-host = Hébergeur
mirrors-state = État
mirrors-country = Pays
mirrors-address = Adresse
mirrors-embedded = dans le processus du service lui-même
mirrors-capacity = Place
mirrors-unsaid = non indiquée
mirrors-state-applied = attend d’être admis
mirrors-state-admitted = admis
mirrors-state-draining = ne reçoit plus rien
mirrors-state-evacuated = est en train d’être vidé
mirrors-state-empty = vide : peut être retiré
mirrors-state-failed = défaillant
mirrors-state-given-up = abandonné
mirrors-state-removed = retiré
mirrors-state-refused = refusé
mirrors-invite = Inviter un hébergeur
mirrors-invite-text = L’hébergeur rattache son miroir au moyen d’une invitation. Rien n’y est placé avant que vous l’ayez admis.
mirrors-make = Créer une invitation
mirrors-invitation = Remettez ceci à l’hébergeur.
mirrors-invitation-text = Elle sert une fois, pendant sept jours, et n’est montrée que maintenant. Elle va dans un fichier que personne d’autre ne peut lire : la commande entière figure plus bas.
mirrors-invitation-command = L’hébergeur lance ceci là où se trouve le fichier « invitation », avec l’adresse, le pays, le nom, la place et le dossier de son propre miroir.
mirrors-kicker = Miroir
mirrors-number = Numéro
mirrors-key = Clé
mirrors-applied = Demande
mirrors-applied-with = Candidature présentée avec { $size }
mirrors-admit-applied = Est-ce le miroir de l’hébergeur qui s’est porté candidat ?
mirrors-admit-invited = Est-ce le miroir de l’hébergeur que vous avez invité ?
mirrors-admit-text = Demandez à l’hébergeur, par une autre voie, si le pays, l’adresse et la clé sont les siens : la clé s’affiche sur sa machine quand le miroir se rattache. Il n’est admis que s’il répond à son adresse et détient la clé.
mirrors-admit = L’admettre
mirrors-own-label = Nous l’exploitons nous-mêmes
mirrors-own-hint = Il garde des fichiers comme les autres, et ne compte pas comme témoin.
mirrors-own = Exploité par
mirrors-own-operator = nous : il ne compte pas comme témoin
mirrors-refuse = Le refuser
mirrors-refuse-title = Ou le refuser
mirrors-refuse-why = Pourquoi, à l’intention de l’hébergeur
mirrors-refuse-invited = Son hébergeur a été invité sans compte, et aucune lettre ne part : prévenez-le vous-même.
mirrors-weight-title = Y placer plus ou moins
mirrors-weight-text = Les fichiers sont placés selon la place dont disposent les miroirs, multipliée ici par { $weight }. Ce qu’il détient y reste.
mirrors-weight-label = Multipliée par
mirrors-weight-hint = De 0 à 100 : 1 est l’usage, et à 0 rien n’y est placé.
mirrors-weigh = Fixer
mirrors-weighed = La place du miroir est pesée ainsi à partir de maintenant.
mirrors-paused = Rien n’est placé sur le miroir jusqu’à ce que vous fixiez ici de nouveau 1 ou plus.
mirrors-stop-title = Ne plus rien y placer
mirrors-stop-text = Cela prend effet aussitôt, et définitivement. Ce qu’il détient est copié sur d’autres, et lu chez eux d’abord. Pour ne rien y placer pendant un temps, fixez 0 ci-dessus : cela peut être annulé.
mirrors-stop = Arrêter le placement
mirrors-remove-holds = Il détient encore des fichiers, ou doit un reçu. Il pourra être retiré quand il ne détiendra et ne devra plus rien.
mirrors-remove-title = Le retirer
mirrors-remove-text = Un second administrateur le confirme. Un miroir retiré ne revient jamais ; son hébergeur peut en rattacher un autre.
mirrors-remove-why = Pourquoi
mirrors-remove-why-hint = Le second administrateur décide d’après cela.
mirrors-propose = Proposer son retrait
mirrors-standing = Fiabilité
mirrors-standing-good = bonne
mirrors-standing-watched = à surveiller
mirrors-standing-failing = insuffisante : ne reçoit plus rien
mirrors-standing-failed = perdue : ses fichiers lui sont retirés
mirrors-proved = Preuves de possession en 30 jours
mirrors-cosigned = Inscriptions du registre contresignées
mirrors-scrubbed = Tout a été vérifié depuis le
mirrors-refused-orders = Ordres refusés
mirrors-refusals = Supprimés en vertu du droit local
mirrors-refusals-text = L’hébergeur a supprimé ces fichiers pour une raison tirée du droit du lieu où se trouve le miroir. Ils sont conservés ailleurs, et cela ne compte contre le miroir que s’ils sont nombreux parmi ceux qu’il a reçus.
mirrors-reason-wrong = { $count ->
    [one] { $count } réponse à un défi était fausse
   *[other] { $count } réponses à des défis étaient fausses
}
mirrors-reason-lost = { $count ->
    [one] { $count } fichier pour lequel il avait signé n’était pas là
   *[other] { $count } fichiers pour lesquels il avait signé n’étaient pas là
}
mirrors-reason-untrue = { $count ->
    [one] { $count } reçu de suppression était faux
   *[other] { $count } reçus de suppression étaient faux
}
mirrors-reason-refused = { $count ->
    [one] { $count } ordre est refusé
   *[other] { $count } ordres sont refusés
}
mirrors-reason-missed = { $count } contrôles sur cent sont restés sans réponse à temps
mirrors-reason-silent = { $count ->
    [one] Il n’a pas répondu depuis une heure
   *[other] Il n’a pas répondu depuis { $count } heures
}
mirrors-reason-overdue = { $count ->
    [one] Il doit un reçu depuis une heure
   *[other] Il doit un reçu depuis { $count } heures
}
mirrors-reason-damaged = { $count ->
    [one] { $count } fichier était endommagé, comme il l’a signalé lui-même
   *[other] { $count } fichiers étaient endommagés, comme il l’a signalé lui-même
}
mirrors-reason-dropped = { $count } fichiers sur cent qu’il avait reçus ont été supprimés en vertu du droit local
mirrors-full = plein
mirrors-asks = demande un changement
mirrors-change-title = Son hébergeur demande un changement
mirrors-change-text = Signé avec la clé du miroir. Il n’est admis que si ce miroir répond à la nouvelle adresse.
mirrors-change-asked = Demandé
mirrors-change-admit = Admettre le changement
mirrors-changed = Le changement est admis.
mirrors-change-refused = Le changement est refusé.
mirrors-evacuate-title = Le vider
mirrors-evacuate-text = Ce qu’il détient est copié sur d’autres, puis sa suppression y est ordonnée. Tout reste disponible, et il pourra ensuite être retiré. Plus rien n’y est placé dès maintenant.
mirrors-evacuate = Commencer à le vider
mirrors-evacuated = Le miroir est en train d’être vidé.
mirrors-country-title = Vider tout un pays
mirrors-country-text = Chaque miroir qui s’y trouve est vidé, comme lorsqu’un pays est perdu. Les fichiers restent disponibles entre-temps.
mirrors-country-hint = Ses deux lettres, par exemple NZ
mirrors-country-empty = Commencer à les vider
mirrors-country-begun = { $count ->
    [0] Tous les miroirs y sont déjà en train d’être vidés.
    [one] Un miroir est en train d’être vidé.
   *[other] { $count } miroirs sont en train d’être vidés.
}
mirrors-empty-look = Voir ce que cela donne
mirrors-empty-country = Vider tous les miroirs : { $country }
mirrors-empty-mirror = Vider le miroir de { $host } : { $country }
mirrors-empty-lead = Rien n’a encore commencé. Cela ne se reprend pas : plus rien n’y est placé, et ce qui s’y trouve est copié sur d’autres, puis sa suppression y est ordonnée. Chaque fichier s’ouvre entre-temps.
mirrors-empty-comes = Ce que cela donne
mirrors-empty-copies = Copies qui s’y trouvent
mirrors-empty-free = Place libre sur les miroirs d’ailleurs qui peuvent en recevoir
mirrors-empty-short = { $files ->
    [0] Parmi les fichiers qui s’y trouvent, aucun n’aura moins de { $copies } copies, autant qu’on puisse le dire.
    [one] Parmi les fichiers qui s’y trouvent, environ un aura moins de { $copies } copies, jusqu’à ce que d’autres miroirs soient admis.
   *[other] Parmi les fichiers qui s’y trouvent, environ { $files } auront moins de { $copies } copies, jusqu’à ce que d’autres miroirs soient admis.
}
mirrors-empty-nowhere = { $files ->
    [one] Pour l’un d’eux, davantage de place n’y changerait rien : chaque miroir d’ailleurs qui reçoit des fichiers partage l’hébergeur ou le pays d’un miroir qui le détient ou l’a refusé.
   *[other] Pour { $files } d’entre eux, davantage de place n’y changerait rien : chaque miroir d’ailleurs qui reçoit des fichiers partage l’hébergeur ou le pays d’un miroir qui les détient ou les a refusés.
}
mirrors-empty-tight = Il y a moins de place ailleurs que n’en prend ce qui doit être copié : davantage de fichiers pourraient en avoir trop peu.
mirrors-empty-counted = Compté selon ce que les miroirs d’ailleurs reçoivent maintenant : celui qui est plein, muet ou défaillant ne reçoit rien. Là où un hébergeur a des miroirs dans plusieurs pays, ce n’est pas exact.
mirrors-empty-custody = Un dépôt de séquestre s’y trouve aussi. Il n’est pas vidé : nommez-en un autre à sa place s’il doit partir.
mirrors-empty-back = Ne rien commencer
mirrors-back = Retour
mirrors-up-title = L’abandonner
mirrors-up-text = Pour un miroir mort, ou passé en d’autres mains. Ce qu’il détient est passé par pertes et refait ailleurs, et personne n’attend ses reçus. Un second administrateur le confirme.
mirrors-up-propose = Proposer de l’abandonner
mirrors-up-proposed = Son abandon est proposé. Un autre administrateur le confirme.
mirrors-progress = Où il en est
mirrors-progress-left = Copies à porter sur d’autres miroirs
mirrors-progress-settled = Copies présentes sur au moins deux autres
mirrors-progress-leaving = Suppression ordonnée, reçu attendu
mirrors-progress-gone = Parties de ce miroir
mirrors-progress-off = Passées par pertes
mirrors-progress-why = Pourquoi certaines restent
mirrors-progress-why-text = Chacune est examinée de nouveau dans les minutes qui suivent.
mirrors-report = Ce qu’il a dit en dernier
mirrors-report-free = Libre
mirrors-report-version = Version
mirrors-report-order = Dernier ordre exécuté
mirrors-report-log = Entrées du registre contresignées
mirrors-report-answered = Réponse
mirrors-report-silent = Il ne répond pas : { $why }
mirrors-where = Où tout se trouve
mirrors-where-lead = Compté à l’instant, copie par copie. Les octets sont ceux des fichiers scellés, une fois par copie.
mirrors-where-countries = Par pays
mirrors-where-mirrors = Par miroir
mirrors-where-none = Aucune copie nulle part
mirrors-where-none-text = Cela se remplit avec le premier fichier déposé.
mirrors-where-files = Fichiers qui ont trop peu de copies
mirrors-where-enough = Chaque fichier lisible a au moins { $wanted } copies.
mirrors-where-short = { $files ->
    [one] Un fichier a { $copies } copies sur { $wanted }, sur des miroirs qui reçoivent des fichiers.
   *[other] { $files } fichiers ont { $copies } copies sur { $wanted }, sur des miroirs qui reçoivent des fichiers.
}
mirrors-where-file = Fichier
mirrors-where-unnamed = { $count ->
    [one] Un autre n’est pas sur la liste ; il y vient quand d’autres ont leurs copies.
   *[other] { $count } autres ne sont pas sur la liste ; ils y viennent quand d’autres ont leurs copies.
}
mirrors-where-flight = En cours
mirrors-where-repairs = Fichiers que l’on recopie parce qu’ils ont trop peu de copies : { $now } à présent, { $again } à reprendre plus tard.
mirrors-where-restorations = Fichiers que l’on rétablit depuis le séquestre : { $now } à présent, { $again } à reprendre plus tard.
mirrors-where-blobs = Copies
mirrors-where-bytes = Octets
mirrors-where-arriving = En route vers lui
mirrors-where-leaving = En partance
mirrors-where-lost = Perdues
mirrors-happened = Ce qui s’est passé
mirrors-happened-none = Rien n’en figure au registre public.
mirrors-admitted = Le miroir est admis.
mirrors-refused = Le miroir est refusé.
mirrors-stopped = Plus rien n’est placé sur le miroir, et ce définitivement. Ce qu’il détient est copié sur d’autres.
mirrors-removal-proposed = Son retrait est proposé. Un autre administrateur le confirme.

# Personnes et fonctions
desk-people-title = Personnes et fonctions
desk-people-lead = Toutes les personnes qui travaillent ici. Chaque fonction donnée ou retirée est inscrite au registre.
desk-people-two = Deux administrateurs nomment un réviseur principal ou un administrateur : l’un invite et, une fois l’invitation acceptée, un autre { $link }. Deux autres retirent la fonction à un administrateur, de la même manière. Chacun peut renoncer à sa propre fonction.
desk-people-two-link = confirme de qui il s’agissait
desk-people-none = Personne ne travaille encore ici
desk-people-none-text = Invitez le premier réviseur ci-dessous.
desk-people-people = Personnes
desk-people-person = Personne
desk-people-roles = Fonctions
desk-people-since = Depuis
desk-people-lay-down = renoncer
desk-people-lay-down-what = à votre fonction « { $role } »
desk-people-propose = proposer de retirer
desk-people-withdraw = retirer
desk-people-from = « { $role } » à { $email }
desk-people-invite = Inviter quelqu’un
desk-people-link = Envoyez ce lien à la personne que vous invitez.
desk-people-link-text = Il fonctionne une fois, pendant sept jours, et n’est montré que maintenant.
desk-people-role = Fonction
desk-people-why = Pour qui, et pourquoi
desk-people-why-hint = Nécessaire pour un réviseur principal ou un administrateur : le second administrateur décide d’après cela.
desk-people-make = Créer un lien d’invitation
desk-people-reviewer = Réviseur
desk-people-reviewer-hint = traite la file d’attente : apprécie les preuves, tranche, répond
desk-people-senior = Réviseur principal
desk-people-senior-hint = cas transmis, infirmations ; peut aussi faire le travail d’un réviseur. Deux administrateurs nomment un réviseur principal
desk-people-administrator = Administrateur
desk-people-administrator-hint = vérifie les titulaires de droits, gère les miroirs, publie l’accord. Deux administrateurs en nomment un autre
desk-people-host = Hébergeur
desk-people-host-hint = gère un miroir ; ne fait pas partie du personnel
desk-people-choose = Choisissez une fonction.

# Courrier
desk-mail-page = Courrier
desk-mail-title = Courrier qui n’est pas arrivé
desk-mail-lead = Un message a été adressé à ces personnes au sujet d’une affaire, et il n’a pas été accepté ou est revenu. Renvoyez-le, ou joignez-les autrement et dites comment.
desk-mail-none-text = Chaque message d’une affaire a été accepté, ou quelqu’un s’en est occupé.
desk-mail-about = { $to }, au sujet { $subject }
desk-mail-about-claim = d’une demande
desk-mail-about-file = d’un fichier
desk-mail-about-holder = d’un titulaire de droits
desk-mail-about-account = d’un compte
desk-mail-to = À
desk-mail-case = Au sujet de
desk-mail-claim = Demande { $number }
desk-mail-file = Fichier { $number }
desk-mail-holder = Titulaire de droits { $number }
desk-mail-due-claim = Échéance de la demande
desk-mail-due-counter-notice = Retour du contenu
desk-mail-due-appeal = Échéance de la réclamation
desk-mail-tried = { $count ->
    [one] Mis en file le { $time } ; { $count } essai.
   *[other] Mis en file le { $time } ; { $count } essais.
}
desk-mail-tried-back = { $count ->
    [one] Mis en file le { $time }, revenu le { $back } ; { $count } essai.
   *[other] Mis en file le { $time }, revenu le { $back } ; { $count } essais.
}
desk-mail-said = Dernière réponse : { $error }
desk-mail-again = Le renvoyer
desk-mail-gone = Son texte n’est plus conservé ; il ne peut donc pas être renvoyé.
desk-mail-note = Comment la personne a été jointe
desk-mail-note-hint = Ou pourquoi elle ne peut pas l’être. C’est conservé 14 jours.
desk-mail-settle = Marquer comme réglé
desk-mail-to-notifier = L’auteur de la notification
desk-mail-to-uploader = Le déposant
desk-mail-to-owner = Un responsable du titulaire de droits
desk-mail-to-invited = Une personne invitée par le titulaire de droits
desk-mail-to-authority = L’autorité
desk-mail-to-staff = Le personnel
desk-mail-to-person = Le titulaire du compte
desk-mail-to-sharee = L’auteur d’une plainte au sujet d’un lien bloqué ou d’un compte fermé
desk-mail-to-somebody = Quelqu’un
desk-mail-is-settled = réglé
desk-mail-is-waiting = en attente
desk-mail-is-sent = envoyé
desk-mail-is-not-taken = non accepté
desk-mail-is-came-back = revenu
desk-mail-sent-again = Le message est de nouveau en route.
desk-mail-settled = Le message est réglé.

# Clés et témoins
trust-title = Clés et témoins
trust-lead = Ce à quoi les miroirs et les tiers reconnaissent ce service. Cela ne change que par des entrées du journal, et par deux administrateurs.
trust-is-changing = Un changement attend d’être couvert par un point de contrôle conforme à la règle d’avant. Rien d’autre ne change entre-temps.
trust-keys = Clés
trust-key = Clé
trust-number = Numéro
trust-made = Créée
trust-of-orders = des ordres, tickets et appels
trust-of-log = du journal
trust-key-made = créée, attend tous les portails
trust-key-signs = signe
trust-key-ends = prend fin
trust-key-retired = ne signe plus
trust-rotate-order = Proposer une autre clé pour les ordres, tickets et appels
trust-rotate-order-text = Elle est annoncée quand chaque portail a son fichier, et succède en moins d’une heure à celle qui signe. Personne ne le remarque.
trust-rotate-log = Proposer une autre clé pour le journal
trust-rotate-log-text = Elle est annoncée quand chaque portail a son fichier. Pendant une semaine, les points de contrôle sont signés par les deux clés, pour que ceux qui suivent le journal adoptent la nouvelle.
trust-witnesses = Témoins
trust-policy-none = Aucun témoin n’est exigé : la règle est « none ». Les miroirs que ce service exploite lui-même ne comptent jamais.
trust-policy-some = Miroirs d’autres hébergeurs qui comptent : { $count }. Nombre d’entre eux qui doivent avoir cosigné avant qu’un ordre ou une purge prenne effet : { $quorum }.
trust-witnesses-text = Ceux qui sont admis maintenant compteraient dès la confirmation de votre proposition, un par hébergeur : { $count }. Laissez de la marge pour ceux qui ne répondent pas : sans assez de cosignatures, aucun ordre ne prend effet, et ceci ne peut plus être changé.
trust-quorum-label = Combien doivent avoir cosigné
trust-quorum-hint = { $most } au plus : autant qu’il en reste quel que soit le pays perdu. 0 n’en exige aucun.
trust-quorum-title = Un autre nombre de témoins
trust-propose = Proposer ce nombre de témoins
trust-proposed = C’est proposé. Un autre administrateur le confirme.
