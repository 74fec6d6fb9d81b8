# Le bureau : injonctions de juridictions et d’autorités, cas transmis, motifs conservés.

desk-queue = File d’attente

# Saisir une injonction
order-title = Saisir une injonction
order-lead = L’injonction d’une juridiction ou d’une autorité prend place dans la file selon son propre délai, et se décide cible par cible. Ce n’est pas une notification : elle ne pèse sur le dossier de personne.
order-kind = Ce qu’elle demande
order-kind-removal = Injonction de retrait
order-kind-removal-hint = Retirer un contenu, ou le rendre inaccessible
order-kind-preservation = Injonction de conservation
order-kind-preservation-hint = Rien de ce qu’elle désigne n’est détruit ni effacé ; qui peut l’ouvrir reste inchangé
order-kind-information = Injonction d’informer
order-kind-information-hint = Recevoir ce qui est connu ici
order-law = Au titre de quel droit
order-law-digital-services = Règlement sur les services numériques
order-law-digital-services-hint = Règlement (UE) 2022/2065, article 9 ou 10
order-law-terrorist-content = Contenus terroristes en ligne
order-law-terrorist-content-hint = Règlement (UE) 2021/784 : retrait dans l’heure qui suit la réception
order-law-court = La procédure propre d’une juridiction
order-law-court-hint = Par exemple une juridiction des États-Unis
order-law-other = Un autre droit
order-law-other-hint = Nommé ci-dessous
order-authority = Juridiction ou autorité
order-authority-hint = Public : sauf si l’injonction l’interdit, quiconque ouvre le lien bloqué le lit. Nommez la juridiction ou l’autorité, et aucune personne.
order-country = Son pays
order-country-hint = Deux lettres, comme DE ou US
order-reference = Son numéro
order-provision = La disposition sur laquelle elle se fonde
order-provision-hint = Le déposant la lit comme base légale, sauf si l’injonction l’interdit.
order-orders = Ce qu’elle ordonne, et pourquoi
order-orders-hint = Dans ses propres termes. Seul le personnel le lit.
order-targets = Ce qu’elle désigne
order-targets-hint = Un par ligne : un lien avec ou sans sa clé, ou le numéro d’un fichier.
order-territory = Où elle produit effet
order-territory-hint = Comme elle le dit, par exemple DE, ou FR et BE. Vide : partout. Ce qui est fait ici produit effet partout ; une injonction plus étroite est donc décidée par un réviseur principal.
order-times = Délais
order-times-hint = Heure { $zone }.
order-received = Reçue
order-received-hint = Vide : maintenant. Le délai court d’ici.
order-due = À exécuter avant
order-due-hint = Comme elle le dit. Peut rester vide seulement pour le retrait de contenus terroristes : une heure après la réception.
order-preserve-until = Conserver jusqu’au
order-preserve-until-hint = Seulement pour une injonction de conservation. Vide : jusqu’à ce qu’un réviseur principal y mette fin.
order-gag = Ce qu’elle tient secret
order-gag-none = Rien
order-gag-none-hint = Le déposant lit qui l’a ordonnée et pourquoi
order-gag-party = De qui elle émane et ce qu’elle dit
order-gag-party-hint = Le déposant apprend qu’il y a une injonction, et qu’on ne peut en dire plus
order-gag-notice = Tout
order-gag-notice-hint = Le déposant n’apprend rien avant la fin. Les inscriptions du registre demeurent, sans noms.
order-gag-until = Secret jusqu’au
order-gag-until-hint = Le lendemain, chaque déposant qu’elle restreint encore apprend tout. Vide : jusqu’à ce qu’un réviseur principal note que le secret est levé.
order-answer = À qui son effet est confirmé
order-answer-hint = Sa réception est confirmée aussitôt par courrier électronique. Ce qui a été fait, et quand, est communiqué à qui l’a prise, une fois tout décidé. Donnez au moins l’un des deux.
order-email = Adresse électronique
order-address = Adresse postale
order-redress = Ce qu’elle dit des recours
order-redress-hint = Le déposant le lit, sauf si l’injonction l’interdit.
order-document = Vous versez le document de l’injonction à la page suivante. Il est conservé scellé, comme preuve.
order-enter = Saisir l’injonction
order-entered = L’injonction est dans la file. Versez son document ci-dessous.
order-disclosed = Le secret a pris fin : tous ceux que l’injonction restreint en sont informés.

# Confirmer son effet
order-receipt-title = Réception de votre injonction { $reference }
order-receipt-text = Nous accusons réception de votre injonction { $reference }. Ce qui a été fait, et quand, vous sera communiqué une fois tout décidé.
order-confirmation-page = Confirmer l’effet d’une injonction
order-confirmation-none = L’effet de cette injonction n’est plus à confirmer
order-confirmation-title = Suite donnée à votre injonction { $reference }
order-confirmation-lead = Ce qui a été fait, et quand, tel que le lit qui a pris l’injonction.
order-confirmation-text = Nous confirmons ce qui a été fait au titre de votre injonction { $reference } :
order-confirmation-words = Ce qui a été fait, et quand
order-confirmation-words-hint = Le texte commence par ce qui a été décidé. Les liens y figurent sans leurs clés.
order-confirmation-done = confirmé
order-confirmation-print = Pour l’envoyer par courrier, imprimez la page : elle sort entière.
order-confirmation-early = Son effet est confirmé une fois tout décidé.
order-confirmation-withdrawn = Sans objet : l’autorité a rapporté l’injonction, et a appris par là ce qui en est advenu.
order-effect-none = rien n’a été restreint ({ $at })
order-effect-link = le lien a été désactivé, partout ({ $at })
order-effect-file = le fichier a été verrouillé, et sa suppression de chaque miroir ordonnée ({ $at })
order-means = Comment
order-means-mail = Par courrier électronique
order-means-mail-hint = Envoyé à l’adresse que nomme l’injonction
order-means-print = Par lettre
order-means-print-hint = Vous l’imprimez depuis la page suivante
order-confirm = Confirmer
order-confirmed = L’effet est confirmé, et cela figure au registre.

# Injonctions dont l’effet est à confirmer
orders-title = Injonctions à confirmer
orders-lead = Elles sont entièrement tranchées, et qui les a prises ne sait pas encore ce qui a été fait. La première échéance figure en tête.
orders-none = Aucune injonction à confirmer
orders-none-text = Une fois entièrement tranchée, une injonction reste ici jusqu’à ce que son effet soit confirmé ou que l’autorité qui l’a prise la retire.
orders-decided = Tranchée
orders-confirm = Confirmer son effet

# Cas transmis
escalations-title = Entre les mains des réviseurs principaux
escalations-lead = Ce qui a été transmis et n’est pas terminé, le plus ancien d’abord.
escalations-none = Rien n’est transmis
escalations-none-text = Ce qu’un réviseur confie à un réviseur principal, ou dont la notification dit que quelqu’un est en danger, reste ici jusqu’à sa décision ou son renvoi.
escalation-life = Une vie serait menacée
escalation-child = Un enfant serait victime d’abus
escalation-judgement = L’avis d’un réviseur principal est demandé
escalation-by-notice = Sa notification le dit d’elle-même. Rien n’en est verrouillé.
escalation-mail-title = Un cas a été transmis
escalation-mail-life = Un réviseur a transmis un cas où une vie serait menacée. Ce qui a été transmis est verrouillé et conservé, pour autant qu’il existe encore, et seuls les réviseurs principaux en ouvrent les preuves.
escalation-mail-child = Un réviseur a transmis un cas où un enfant serait victime d’abus. Ce qui a été transmis est verrouillé et conservé, pour autant qu’il existe encore, et seuls les réviseurs principaux en ouvrent les preuves.
escalation-mail-judgement = Un réviseur demande l’avis d’un réviseur principal sur un cas.
escalation-mail-page = Le cas

# Motifs conservés
reasons-title = Motifs
reasons-lead = Des textes dont partent les réviseurs. Laissés tels quels, le déposant les lit dans sa langue. Un motif modifié est retiré, et un autre prend sa place : ce qui a été décidé dit pour toujours ce qu’il disait.
reasons-none = Aucun motif n’est conservé
reasons-none-text = Les réviseurs rédigent chaque exposé eux-mêmes.
reasons-first-start = Présent dès le premier démarrage
reasons-change = Modifier
reasons-another = Un autre motif
reasons-name = Son nom
reasons-words = Ce que dit l’exposé
reasons-words-hint = Il part aussi par courriel. N’y nommez aucune personne ni aucun fichier.
reasons-add = Ajouter
reasons-added = Le motif est dans la liste.
reasons-replaced = Le motif est modifié. Ce qui a été décidé avec l’ancien texte le garde.
reasons-retired = Le motif n’est plus dans la liste. Ce qui a été décidé avec lui garde son texte.
reasons-retired-title = Retirés
reasons-retired-text = Aucun formulaire ne les propose. Les décisions prises avec eux disent ce qu’ils disaient.
reason-title = Modifier un motif
reason-lead = Ce que vous écrivez prend la place de l’ancien texte dans la liste, et d’aucun dans une décision.
reason-retired-lead = Il est retiré : il n’est que montré.
reason-replace = Mettre à sa place
reason-retire = Retirer de la liste

# Les motifs du premier démarrage
reason-whole-copy = Une copie de l’œuvre entière
reason-whole-copy-words = Le fichier est une copie de l’œuvre que nomme la notification, offerte au public sans le consentement de son titulaire. Aucune exception qui la permettrait n’apparaît.
reason-substantial-part = Une partie substantielle de l’œuvre
reason-substantial-part-words = Le fichier contient une partie substantielle de l’œuvre que nomme la notification, offerte au public sans le consentement de son titulaire. Ni la citation ni une autre exception n’en explique l’étendue.
reason-only-publication = Seule sa publication est illicite
reason-only-publication-words = Le fichier peut être conservé licitement, mais ce lien a été publié à l’intention de tous. Le lien est désactivé ; le fichier et ses autres liens demeurent.
reason-not-the-work = Pas l’œuvre désignée
reason-not-the-work-words = Le fichier n’est pas l’œuvre que nomme la notification, et n’en contient aucune partie reconnaissable.
reason-lawful-use = Un usage que la loi permet
reason-lawful-use-words = L’usage que le fichier fait de l’œuvre est de ceux que la loi permet sans consentement ; rien n’est donc restreint.
reason-incomplete = La notification est incomplète
reason-incomplete-words = Il manque à la notification ce que la loi exige ; elle ne peut donc être décidée au fond. Une notification complète peut être envoyée à tout moment.

preserved-by-order = Une injonction d’un tribunal ou d’une autorité le demande.
preserved-by-escalation = Une affaire a été transmise à un réviseur principal.
preserved-case = Voir l’affaire

# Une injonction que son autorité a rapportée
order-withdrawal-page = Constater que l’injonction a été rapportée
order-withdrawal-link = L’autorité a rapporté cette injonction
order-withdrawal-lead = Tout ce qui repose sur elle prend fin aussitôt : ce qu’elle restreint est rendu par les mêmes liens, à moins qu’autre chose ne le retienne ; ce qu’elle conserve ne l’est plus. Les déposants et l’autorité en sont informés.
order-withdrawal-gag = Une partie de cette injonction est cachée. Par cet acte, tous ceux qu’elle restreint apprennent de qui elle venait et ce qu’elle disait, puis qu’elle a pris fin.
order-withdrawal-seniors = Seul un réviseur principal constate que cette injonction a été rapportée : une partie en est cachée, ou seul un réviseur principal la tranche.
order-withdrawal-hand-over = Transmettez l’injonction à un réviseur principal, en écrivant ce qui est arrivé, de qui et à quelle date.
order-withdrawal-note = Notez sur la page de l’injonction ce qui est arrivé, de qui et à quelle date, et signalez-le à un réviseur principal.
order-withdrawal-to-notes = Le noter sur la page de l’injonction
order-withdrawal-on = Rapportée le
order-withdrawal-on-hint = Le jour que donne le document ou le message.
order-withdrawal-told-by = Qui nous l’a fait savoir
order-withdrawal-told-by-hint = Par exemple le greffe du tribunal, par lettre.
order-withdrawal-words = Ce qui l’établit
order-withdrawal-words-hint = Le document avec son numéro, ou les termes.
order-withdrawal-recorded = Constatée
order-withdraw = Le constater, et mettre fin à ce qui repose sur elle
order-withdrawn = C’est constaté, et ce qui reposait sur l’injonction a pris fin.
order-withdrawal-title = Votre injonction { $reference } a été rapportée
order-withdrawal-text = Nous avons constaté que votre injonction { $reference } a été rapportée. Ce qui reposait sur elle ici a pris fin :
order-withdrawal-mailed = Ceci a été envoyé à l’adresse que l’injonction indique.
order-ended-nothing = elle n’y restreignait rien
order-ended-back = rendu par les mêmes liens
order-ended-held = pas rendu : autre chose le retient
order-ended-gone = il ne reste rien à rendre
