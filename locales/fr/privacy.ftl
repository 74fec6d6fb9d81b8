privacy-title = Vie privée
privacy-lead = Ce qui est connu ici, de qui, et pour combien de temps.
privacy-account = Avec un compte
privacy-account-text = Votre adresse électronique, chiffrée au repos. Ce que votre navigateur tire de votre mot de passe pour vous connecter, haché à nouveau. Votre clé maîtresse, enveloppée sous une clé qui ne vous quitte jamais. La liste scellée de vos fichiers, que vous seul pouvez ouvrir.
privacy-cookies = { $days ->
    [one] Un témoin de connexion tant que vous êtes connecté, et un autre par lequel ce navigateur est reconnu à votre prochaine connexion, pour que les essais erronés d’autrui ne vous tiennent pas à l’écart : jusqu’à un jour après votre dernière utilisation de ce navigateur en étant connecté. Aucun autre.
   *[other] Un témoin de connexion tant que vous êtes connecté, et un autre par lequel ce navigateur est reconnu à votre prochaine connexion, pour que les essais erronés d’autrui ne vous tiennent pas à l’écart : jusqu’à { $days } jours après votre dernière utilisation de ce navigateur en étant connecté. Aucun autre.
}
privacy-sign-up = Avant cela, tant qu’une inscription attend son code : la même chose, mais à la place de l’adresse seulement une empreinte à clé, pendant un jour.
privacy-file = Avec un fichier
privacy-file-text = Ses octets scellés, leur taille et leur condensé, la date de leur dépôt, et les miroirs où ils sont. La moitié de la clé que détient le service, chiffrée au repos. Jamais son nom ni son genre.
privacy-claim = Avec une demande ou une notification
privacy-claim-text = Ce que déclare son auteur, chiffré au repos, et la clé qu’il montre comme preuve. La personne qui avait déposé ce qui est restreint lit comment la notification décrit les œuvres et, s’il est porté atteinte aux droits invoqués, à qui ils sont, jusqu’à ce que l’auteur soit effacé de la notification ; de toute autre notification, aucun nom. Les membres du service qui ouvrent des preuves laissent une inscription au registre.
privacy-claim-agreement = Qui signe l’accord des titulaires de droits laisse aussi, dans l’acte, l’adresse réseau et le navigateur d’où il a signé. Quiconque se porte candidat comme titulaire de droits dit qui parle en son nom : un nom, une adresse postale, un numéro de téléphone et une adresse électronique, chiffrés au repos, que lisent les administrateurs et ses membres, dont ses notifications sont préremplies, et que ses responsables peuvent corriger. Tout cela disparaît avec le compte de la dernière personne qui l’a écrit, ou quand l’organisation prend fin.
privacy-claim-address = Qui envoie une notification sans compte peut confirmer que l’adresse électronique qu’elle contient est la sienne : elle est alors conservée, chiffrée au repos, tant qu’un abus compte ou qu’une réclamation reste possible, ou jusqu’à ce qu’il se fasse effacer alors que rien ne compte. Tant qu’elle est conservée, un nouveau lien privé vers une notification ainsi confirmée peut y être envoyé si le premier est perdu.
privacy-claim-complaint = Qui se plaint d’un lien bloqué laisse ce qu’il écrit et, s’il le veut, une adresse électronique, tous deux chiffrés au repos : l’adresse disparaît avec la réponse, le texte avec les preuves de la demande, et une fois la réponse donnée.
privacy-staff = Ce qu’écrivent les membres du service
privacy-staff-text = Ce qu’ils écrivent au sujet d’une seule personne, par exemple pourquoi un compte reçoit un avertissement ou est suspendu, ce qui est répondu à sa réclamation contre cette mesure, ou pourquoi un envoi est tenu pour abusif, est chiffré au repos et effacé avec cette personne. Ce qu’ils écrivent entre eux sur un dossier, comme leurs notes, est lui aussi chiffré au repos, et effacé quand plus rien n’est en cours au sujet du dossier. Les motifs d’une décision sur un contenu, ou sur une réclamation à son sujet, constatent ce que le service a fait : les deux parties au dossier les lisent, et le registre public en porte le condensé. Ils sont donc conservés aussi longtemps que le dossier, sans chiffrement. Les membres du service ont pour consigne de n’y nommer personne.
privacy-log = Dans le registre public
privacy-log-text = Aucune personne, jamais. Ce qui concerne une personne ou un fichier y figure comme un engagement que seules les parties peuvent ouvrir, et qui est effacé quand son temps est passé.
privacy-kept = Durées de conservation
privacy-what = Quoi
privacy-how-long = Combien de temps
privacy-days = { $days ->
    [one] Un jour
   *[other] { $days } jours
}
privacy-days-after = { $days ->
    [one] Un jour après leur fin
   *[other] { $days } jours après leur fin
}
privacy-kept-session = Le fait que vous êtes connecté
privacy-kept-requests = Les invitations, et le compte de ce que demandent les programmes ; les comptes d’essais, qui ne nomment personne, deux heures
privacy-kept-messages = Les messages qui vous sont adressés, chiffrés au repos
privacy-kept-messages-long = Jusqu’à leur envoi ; au sujet d’un dossier, 14 jours de plus ou jusqu’à ce que le service se soit occupé de celui qui est revenu
privacy-kept-letters = Les mêmes messages, en fichiers que l’exploitant remet, car aucun courriel ne part d’ici
privacy-kept-letters-long = 14 jours, ou jusqu’à ce que le service se soit occupé de celui qui est revenu
privacy-kept-identity = Les documents qui montrent qui est un titulaire de droits ; d’un candidat refusé, aussi qui parle en son nom
privacy-kept-identity-long = { $days ->
    [one] Un jour après la décision à leur sujet, ou après leur envoi, pour ceux qui arrivent après elle
   *[other] { $days } jours après la décision à leur sujet, ou après leur envoi, pour ceux qui arrivent après elle
}
privacy-kept-evidence = Les clés divulguées et autres preuves d’une demande
privacy-kept-evidence-long = { $days ->
    [one] Jusqu’à ce que personne ne puisse plus répondre à la décision, et un jour après que la dernière réponse a été réglée
   *[other] Jusqu’à ce que personne ne puisse plus répondre à la décision, et { $days } jours après que la dernière réponse a été réglée
}
privacy-kept-files = La copie scellée d’un fichier verrouillé
privacy-kept-files-long = { $days ->
    [one] Un jour au moins, et jusqu’à ce que personne ne puisse plus répondre à la décision
   *[other] { $days } jours au moins, et jusqu’à ce que personne ne puisse plus répondre à la décision
}
privacy-kept-signature = L’acte d’une signature, avec l’adresse réseau et le navigateur
privacy-kept-signature-long = { $days ->
    [one] Tant que l’accord oblige, et un jour de plus
   *[other] Tant que l’accord oblige, et { $days } jours de plus, durant lesquels une demande peut s’y fonder
}
privacy-kept-notice = Ce que déclare sans compte l’auteur d’une notification, et ce qu’il écrit à son sujet
privacy-kept-notice-long = Jusqu’à ce que plus rien ne soit en cours au sujet de la notification : tout est alors effacé de soi-même, dans la semaine
privacy-kept-reasons = Les motifs d’une décision sur un contenu, ou sur une réclamation à son sujet
privacy-kept-reasons-long = Aussi longtemps que le dossier
privacy-kept-host = Ce que vous avez dit de vous en demandant à faire fonctionner un miroir
privacy-kept-host-long = Si votre candidature est écartée, ou votre miroir refusé, pendant { $days } jours ; sinon jusqu’à ce que vous fermiez votre compte, et tant qu’un miroir à vous participe ; son nom figure au registre public
privacy-kept-desk = Ce que les membres du service notent entre eux sur un dossier, pourquoi ils le confient à un réviseur principal et ce qui en est advenu, pourquoi un fichier est préservé puis libéré, chiffré au repos
privacy-kept-desk-long = Jusqu’à ce que plus rien ne soit en cours au sujet du dossier ou du fichier : tout est alors effacé de soi-même, dans la semaine
privacy-kept-settled = Ce que les membres du service notent d’un message qui est revenu, chiffré au repos
privacy-kept-settled-long = 14 jours
privacy-kept-account = Tout le reste à votre sujet
privacy-kept-account-long = Jusqu’à ce que vous fermiez votre compte
privacy-preserved = Ce qui doit être préservé pour un tribunal ou une autorité est conservé jusqu’à ce que cela prenne fin. Chaque effacement de preuves est une inscription au registre, et les pages du dossier disent qu’elles ont été effacées et quand.
privacy-rights = Ce que vous pouvez demander
privacy-rights-text = Sur la page de votre compte, vous trouvez « { $export } » et « { $closing } ». Sans compte, la page de votre notification, où mène son lien privé, offre « { $notice } » ; si vous n’avez plus le lien d’une notification que vous avez confirmée comme la vôtre, { $link }. D’une notification qui n’est pas confirmée, rien ne peut être communiqué sans son lien ; ce qui vous y désigne disparaît de lui-même une fois que plus rien n’est en cours à son sujet.
privacy-rights-stays = Un effacement se fait en quelques minutes, sauf pour ce qu’un dossier ouvert, une obligation ou un ordre de préservation retient : chaque élément vous est montré avec son échéance avant que vous confirmiez, et disparaît de lui-même ensuite. Ce qui reste, ce sont des faits où vous ne figurez pas.
privacy-gone = Quand c’est vraiment effacé
privacy-gone-text = Les clés des données au repos sont renouvelées tous les { $days } jours. Une ancienne clé est détruite { $kept } jours après que plus rien de vivant n’en dépend. C’est alors que ce qui a été effacé disparaît aussi des anciennes sauvegardes, sauf les empreintes à clé d’adresses électroniques et de noms, qui servent à les retrouver : elles ne les disent pas, et restent dans une sauvegarde aussi longtemps qu’elle est conservée. Qui aurait à la fois cette sauvegarde et notre clé pourrait confirmer ce qu’il devine.
privacy-not = Ce que nous ne faisons pas
privacy-not-text = Aucune mesure d’audience, aucun script de tiers, ni adresses ni liens dans les fichiers de trace.
