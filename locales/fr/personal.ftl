account-data = Vos données
account-data-text = Vous pouvez emporter tout ce qui est conservé à votre sujet, et vous pouvez partir.
export-title = Tout ce que nous conservons à votre sujet
export-lead = Une archive, faite pour vous à cet instant. Aucune copie n’en reste ici.
export-contents = C’est un ZIP de fichiers lisibles par des personnes et des programmes (JSON) : votre compte, où vous êtes connecté, vos fichiers et vos liens, les avis reçus et vos réponses, les demandes et les preuves que vous avez envoyées, ce que vous avez signé, vos organisations et qui parle en leur nom, quand nous vous avons écrit, et les inscriptions du registre public qui vous concernent avec ce qui les ouvre.
export-sealed = Ce que seul votre navigateur ouvre, comme les noms de vos fichiers, y figure tel qu’il est ici : scellé. Les fichiers eux-mêmes sont sur votre page de fichiers.
export-others = Rien n’y concerne d’autres personnes, sauf qui parle au nom d’une organisation à vous.
export-again = Si le téléchargement s’interrompt, rechargez cette page et confirmez une nouvelle fois.
export-download = Télécharger l’archive
export-readme =
    Tout ce que { $host } conserve à votre sujet, à la date du { $day }.

    Chaque fichier est une liste en JSON. Les heures sont en UTC. Les octets sont écrits en base64, les condensés du registre en hexadécimal.

    Lorsqu’une valeur a été altérée dans notre base de données, plus personne ne peut l’ouvrir. Le mot « altered » se trouve alors à sa place, avec une phrase qui le dit, et tout le reste est ici malgré tout.

    Ce que vous avez scellé, vous seul pouvez l’ouvrir : la clé maîtresse de account.json avec votre mot de passe ou votre clé de secours, la liste de file-list.json avec la clé maîtresse, et les noms de files.json avec les clés de cette liste. Personne ici ne peut le faire pour vous.

    Dans log.json, chaque inscription figure comme dans le registre public. Ses engagements sont des HMAC : l’ouverture placée à côté d’une inscription est la clé de l’un d’eux, et montre que la valeur était bien celle-ci. Ce qui concerne d’autres personnes ou a été effacé reste fermé, de même que le fichier auquel mène un lien que vous avez indiqué sans sa clé. Ce qui est arrivé à l’un de vos fichiers sans que vous en ayez été informé n’y est pas.

    Dans messages.json figure ce qui a été envoyé par courrier à votre compte. Le texte s’y trouve tant que nous le conservons : celui d’un message qui porte sur un dossier, quatorze jours après son envoi ; celui de tout autre, jusqu’à son envoi. Des plus anciens, nous n’avons que ce qui figure là ; ils sont dans votre boîte. Un courrier à une adresse, qui montre que quelqu’un la lit, n’appartient à aucun compte et n’y est pas.

    Dans evidence.json figurent les fichiers que vous avez versés à un dossier, et non ce qu’ils contiennent : ils appartiennent au dossier, et s’ouvrent sur sa page, où chaque ouverture est notée.

    Ce que vous avez fait pour ce service à son bureau, ce qui appartient à une organisation (sauf qui parle en son nom, dans contacts.json, si vous en êtes responsable ou l’avez écrit en dernier, et dans contact-copies.json, si les notifications d’autres membres ont été préremplies avec ce que vous avez écrit), le motif pour lequel un membre de l’équipe a proposé à un autre ce qui exige deux personnes et ce que d’autres nous ont dit de vous sans que vous en ayez été informé n’est pas ici. Cela parle d’autrui, ou lui appartient.

    Le contenu de vos fichiers n’est pas ici : téléchargez-le depuis votre page de fichiers.
export-readme-notice =
    Tout ce que { $host } conserve à votre sujet avec votre notification, à la date du { $day }.

    Chaque fichier est une liste en JSON. Les heures sont en UTC. Les octets sont écrits en base64, les condensés du registre en hexadécimal.

    Lorsqu’une valeur a été altérée dans notre base de données, plus personne ne peut l’ouvrir. Le mot « altered » se trouve alors à sa place, avec une phrase qui le dit, et tout le reste est ici malgré tout.

    Dans log.json, chaque inscription relative à votre notification figure comme dans le registre public. Ses engagements sont des HMAC : l’ouverture placée à côté d’une inscription est la clé de l’un d’eux, et montre que la valeur était bien celle-ci. Ce qui concerne d’autres personnes ou a été effacé reste fermé, de même que le fichier auquel mène un lien que vous avez indiqué sans sa clé.

    Dans messages.json figure ce qui a été envoyé par courrier à l’adresse de votre notification. Le texte s’y trouve tant que nous le conservons, quatorze jours après l’envoi ; des messages plus anciens, nous n’avons que ce qui figure là. Le code par lequel qui lit cette boîte confirme la notification n’y est pas : il lui est destiné.

    Dans evidence.json figurent les fichiers que vous avez apportés, et non ce qu’ils contiennent : ils appartiennent au dossier, et s’ouvrent sur sa page, où chaque ouverture est notée.

    Si quelque chose a été décidé à votre sujet comme auteur de notifications, le lien de la lettre qui vous l’a dit y mène, ainsi qu’à ce que vous avez écrit contre cette décision.

    Ce que d’autres nous ont dit de votre notification sans que vous en ayez été informé n’est pas ici. Cela parle d’autrui, ou lui appartient.
closing-title = Fermer mon compte et effacer mes données
closing-lead = Vous partez pour de bon. Cela ne peut pas être annulé, pas même par nous.
closing-first = D’abord
closing-first-role = Vous avez la fonction « { $role } ». Renoncez-y avant de partir.
closing-first-role-link = Y renoncer
closing-first-owner = Vous êtes le seul responsable de { $organisation }. Désignez un autre membre comme responsable, ou mettez fin à l’organisation.
closing-first-owner-link = Ses membres
closing-first-owner-end = Y mettre fin
closing-at-once = Ce qui arrive aussitôt
closing-once-sign-in = Vous êtes déconnecté partout. Votre mot de passe, vos clés d’accès, vos jetons et la liste de vos fichiers disparaissent.
closing-once-files = Vos fichiers sont supprimés : leurs liens ne mènent plus nulle part, et chaque miroir reçoit l’ordre de supprimer sa copie.
closing-once-memberships = Vous quittez vos organisations, et les clés destinées à des programmes cessent de fonctionner. Une candidature dont nul autre n’est responsable est retirée, et ses documents sont effacés.
closing-once-address = Votre adresse est libre : vous pouvez vous inscrire à nouveau avec elle.
closing-kept = Ce qui est conservé un temps
closing-kept-nothing = Rien : tout est effacé dans les minutes qui suivent la suppression de vos fichiers par les miroirs.
closing-kept-text = Chacun de ces éléments disparaît dès que son temps est passé. Votre adresse est conservée, scellée, tant qu’il en reste un, pour que vous sachiez ce qu’il en advient.
closing-locked-files = { $count ->
    [one] Un de vos fichiers est verrouillé : ce qui relève de son dossier est conservé
   *[other] { $count } de vos fichiers sont verrouillés : ce qui relève de leurs dossiers est conservé
}
closing-preserved = { $count ->
    [one] Un de vos fichiers doit être préservé
   *[other] { $count } de vos fichiers doivent être préservés
}
closing-open-claims = { $count ->
    [one] Une demande que vous avez faite, ou qui vise un de vos fichiers, n’est pas tranchée
   *[other] { $count } demandes que vous avez faites, ou qui visent vos fichiers, ne sont pas tranchées
}
closing-answers = Il est encore possible de répondre à une décision prise dans un de vos dossiers
closing-open-answers = { $count ->
    [one] Une réclamation, une contre-notification ou un litige est en cours dans un de vos dossiers
   *[other] { $count } réclamations, contre-notifications ou litiges sont en cours dans vos dossiers
}
closing-other = Autre chose est conservé pour l’instant, car une loi ou une affaire en cours peut l’exiger
closing-orders = { $count ->
    [one] La suppression d’un de vos fichiers n’est pas confirmée par chaque miroir
   *[other] La suppression de { $count } de vos fichiers n’est pas confirmée par chaque miroir
}
closing-until = – jusqu’au { $day } au moins.
closing-until-it-ends = – jusqu’à ce que cela prenne fin.
closing-kept-redress = Une fois que vous serez parti, aucune page ne recevra plus de réclamation ni de contre-notification de votre part, et un fichier qui vous serait rendu sera supprimé ; vous pourrez seulement nous écrire. Si vous voulez contester une décision, faites-le d’abord.
closing-kept-facts = Ce qui reste, ce sont des faits où vous ne figurez pas : qu’une demande a été faite et comment elle a été tranchée. Qui parle au nom d’une organisation est effacé, si vous êtes la dernière personne à l’avoir écrit. L’acte d’un accord que vous avez signé pour une organisation reste, scellé, tant qu’une demande peut s’y fonder.
closing-privacy = Ce qui est conservé ici, et combien de temps
closing-final = C’est définitif.
closing-export-first = Téléchargez d’abord tout ce que nous conservons à votre sujet.
closing-type = Saisissez { $word } pour confirmer
closing-close = Fermer et effacer
closing-back = Retour à votre compte
account-closed-title = Votre compte est fermé
account-closed-lead = Vous êtes déconnecté, et vos données sont en cours d’effacement.
closed-kept = Ceci est conservé un temps, comme indiqué :
closed-backups = D’anciennes sauvegardes contiennent des copies scellées jusqu’à ce que leurs clés aient vieilli, au plus tard { $days } jours après chaque effacement. Dès lors, personne ne peut les lire.
erased-evidence = Preuves
erased-evidence-text = Ce qui en avait été divulgué a été effacé le { $day }, une fois son dernier délai expiré.
erased-files = Les fichiers apportés ont été effacés le { $day }, leur temps étant passé.
erased-signature = La version { $version } a été signée le { $signed }. L’acte en a été effacé le { $day }, longtemps après qu’il eut cessé d’obliger quiconque ; l’inscription au registre reste.
