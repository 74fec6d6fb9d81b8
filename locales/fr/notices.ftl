# Termes du règlement (UE) 2022/2065 : exposé des motifs, notification, système interne de traitement des réclamations.

notices-title = Avis
notices-all-read = Vous les avez tous lus.
notices-unread = { $count ->
    [one] Un avis n’est pas lu.
   *[other] { $count } avis ne sont pas lus.
}
notices-none = Aucun avis
notices-none-text = Si l’un de vos fichiers ou de vos liens est un jour restreint, les motifs se trouveront ici, avec chaque voie de recours et son délai. Vous en serez aussi informé par courriel.
notices-notice = Avis
notices-file = Fichier
notices-given = Donné
notices-kind = Nature
notices-is-unread = non lu
notices-restriction = L’un de vos fichiers ou de vos liens a été restreint
notices-restriction-hidden = La même restriction, annoncée alors que son injonction était cachée
notices-restriction-told = De qui émane l’injonction qui restreint l’un de vos fichiers ou de vos liens
# Une fois que c’est fini.
notices-restriction-told-over = De qui émanait l’injonction qui restreignait l’un de vos fichiers ou de vos liens
notices-restoration = Une restriction a pris fin
notices-purge = L’un de vos fichiers a été définitivement détruit
notices-word-restriction = restriction
notices-word-restoration = rétabli
notices-word-purge = détruit

notice-statement-of-reasons = Exposé des motifs
notice-notice = Avis
crumb-notice = Cet avis
notice-link-disabled = L’un de vos liens a été désactivé
notice-file-locked = L’un de vos fichiers a été verrouillé
notice-restored = Une restriction de votre fichier a pris fin
notice-reopened = L’un de vos fichiers a été fermé pour un temps
notice-purged = L’un de vos fichiers a été définitivement détruit
notice-from-to = { $host } à { $email }
notice-file = Fichier
notice-see-file = Voir le fichier
notice-file-unnamed = Il a été déposé avec un jeton ({ $command }) : son nom ne figure pas encore dans votre liste scellée ; { $link }.
notice-file-name-it = nommez-le sur la page de vos fichiers
notice-file-not-listed = Ne figure plus dans votre liste
notice-given = Donné
notice-first-opened = Ouvert par vous la première fois
notice-number = Numéro de cet avis
notice-what = Ce qui a été restreint
notice-link-disabled-effect = Un lien vers l’un de vos fichiers a été désactivé. Le fichier lui-même et ses autres liens restent tels quels.
notice-file-locked-effect = L’un de vos fichiers est verrouillé : personne ne peut l’ouvrir, vous compris. Nous avons ordonné sa suppression sur chaque miroir. Une copie scellée que personne ne peut lire est conservée tant que la décision peut être contestée, afin que le fichier puisse vous être rendu.
notice-link-disabled-over = Un lien vers l’un de vos fichiers avait été désactivé. Le fichier lui-même et ses autres liens n’étaient pas concernés.
notice-file-locked-over = L’un de vos fichiers avait été verrouillé : personne ne pouvait l’ouvrir, vous compris, et il devait être supprimé de chaque miroir.
notice-where = Portée territoriale
notice-worldwide = monde entier
notice-how-long = Durée
notice-until = jusqu’au { $day }
notice-until-lifted = jusqu’à sa levée
notice-over = elle a pris fin
notice-reported-link = Lien notifié
notice-rights-holder = Titulaire de droits
notice-filed-by = Demande faite pour son compte par
# Dans un courriel, de celui pour qui agit un mandataire.
notice-holder-in-portal = son nom figure sur le portail, non dans ce courriel
# D’un nom qu’a saisi l’auteur de la notification.
notice-holder-unverified = nom indiqué dans la notification par le titulaire de droits, ou par qui agit pour son compte ; non vérifié ici
notice-person-not-named = une personne, qui n’est pas nommée
notice-no-rights-claimed = aucun : il ne s’agit pas de propriété intellectuelle
notice-works = Ce dont la contrefaçon est alléguée
redress-used = Cette voie a été utilisée.
redress-closed = Cette voie est close.
redress-over = Cette voie est close, la restriction ayant pris fin.
redress-was-until = Le présent avis indiquait le { $day } comme dernier jour pour l’emprunter.
notice-ordered-by = Ordonné par
notice-order-reference = Son numéro
notice-order-redress = Ce que l’injonction dit des recours
notice-ordered-hidden = Une juridiction ou une autorité l’a ordonné. L’injonction nous interdit pour l’instant de dire de qui elle émane et ce qu’elle dit ; vous en serez informé dès que cela prendra fin.
notice-ordered-told = Une juridiction ou une autorité l’a ordonné. Lors de cet avis, l’injonction nous interdisait de dire de qui elle émane et ce qu’elle dit ; vous en avez été informé depuis.
notice-of-what-was-hidden = L’avis qui le dit
# Dans le courriel d’une injonction qui était cachée jusqu’à ce qu’elle soit rapportée.
notice-order-taken-back = La juridiction ou l’autorité a rapporté son injonction, et cette restriction a pris fin avec elle. Jusque-là, l’injonction nous interdisait de vous dire ce qui se trouve ici.
notice-found = Ce qui a été constaté
notice-ground = Fondement de la décision
notice-own-words = Les constatations sont reproduites telles qu’elles ont été rédigées, dans la langue de la personne qui a décidé.
explanation-infringes = Ce qui a été constaté porte atteinte aux droits désignés par la notification, au titre de la disposition indiquée.
explanation-illegal = Ce qui a été constaté est illicite au titre de la disposition indiquée.
explanation-ordered = Une juridiction ou une autorité l’a ordonné, sur le fondement de la disposition indiquée.
notice-software = Recours à des moyens automatisés
notice-software-none = Aucun moyen automatisé n’a servi à détecter le contenu ni à prendre la décision.
notice-software-compared = Un logiciel a comparé le contenu ; une personne a pris la décision.
notice-software-decided = La décision découle, selon une règle, de la déclaration faite sous serment par le titulaire de droits, sans examen par l’un de nos réviseurs.
notice-software-both = Un logiciel a comparé le contenu, et la décision en découle selon une règle, sans examen par un réviseur.
notice-redress = Vos voies de recours
notice-redress-each = Chaque voie est indépendante : en emprunter une ne ferme pas les autres.
redress-until = Jusqu’au { $day }.
redress-counter-notice-title = Envoyer une contre-notification
redress-counter-notice = S’il s’agit d’une erreur, ou si le contenu a été mal identifié, vous pouvez envoyer une contre-notification au titre du 17 U.S.C. § 512(g)(3). Elle est transmise au demandeur ; si celui-ci ne saisit pas d’abord un tribunal, le contenu est rétabli le onzième jour ouvrable suivant sa réception. Elle peut être envoyée tant qu’une copie est conservée.
redress-internal-title = Introduire une réclamation auprès de nous
redress-internal = Vous pouvez introduire gratuitement une réclamation par notre système interne de traitement des réclamations. Une autre personne que celle qui a décidé se prononcera à nouveau, jamais par des moyens uniquement automatisés, et vous donnera ses motifs.
# Depuis un compte fermé, dont aucune page ne reçoit plus de réclamation.
redress-internal-written = Vous pouvez nous écrire, gratuitement. Une personne lit ce que vous écrivez et peut faire réexaminer la décision.
redress-out-of-court-title = Saisir un organe de règlement extrajudiciaire
redress-out-of-court = { $tier ->
    [platform] Dans l’Union européenne, vous pouvez porter le litige devant tout organe certifié de règlement extrajudiciaire des litiges (règlement (UE) 2022/2065, article 21), avant ou après une réclamation auprès de nous. La Commission européenne publie la liste de ces organes : https://digital-strategy.ec.europa.eu/en/policies/dsa-out-court-dispute-settlement
   *[other] Vous pouvez proposer de régler le litige devant un organe certifié de règlement extrajudiciaire des litiges dans l’Union européenne, avant ou après une réclamation auprès de nous. Aucune loi n’y oblige un service de ce genre (l’article 21 du règlement (UE) 2022/2065 lie les plateformes en ligne) ; nous l’offrons de notre propre gré. La Commission européenne publie la liste de ces organes : https://digital-strategy.ec.europa.eu/en/policies/dsa-out-court-dispute-settlement
}
redress-ordering-court-title = Saisir la juridiction dont relève l’injonction
redress-ordering-court = Vous pouvez contester l’injonction elle-même devant la juridiction ou l’autorité qui l’a prise, ou devant la juridiction qui en connaît. Les formes et les délais relèvent du droit de son pays.
redress-judicial-title = Saisir un tribunal
redress-judicial = Vous pouvez à tout moment saisir un tribunal. Le délai pour le faire relève du droit de votre pays.
notice-changed = Ce qui a changé
notice-of-what-ended = L’avis de ce qui était restreint
notice-restored-effect = Une restriction de l’un de vos fichiers a pris fin. Lors de cet envoi, aucune autre ne le tenait fermé : il peut de nouveau être ouvert par les mêmes liens, et il n’y a rien à renvoyer. Si un membre de notre équipe a jugé la décision erronée, un avis distinct le dit, avec les motifs. Si l’injonction d’une juridiction ou d’une autorité a été rapportée, l’avis de ce qu’elle restreignait le dit.
notice-restored-danger = Le fichier a été fermé le temps qu’un réviseur principal de notre équipe examine si quelqu’un était en danger. Cela seul n’a rien décidé contre vous et ne compte pas comme un manquement, et cela a pris fin.
notice-restored-danger-effect = Lors de cet envoi, rien d’autre ne tenait le fichier fermé : il peut de nouveau être ouvert par les mêmes liens, sauf ceux dont un autre avis dit qu’ils sont bloqués. Il n’y a rien à renvoyer.
notice-restored-danger-redress = Si vous pensez qu’il n’aurait pas dû être fermé, vous pouvez nous écrire : une personne vous lit.
# À qui a fermé son compte entre-temps.
notice-restored-closed-effect = Une restriction de l’un de vos fichiers a pris fin. Comme vous avez fermé votre compte, le fichier n’y revient pas : il est supprimé, comme vos autres fichiers l’ont été, et chaque miroir reçoit l’ordre de détruire sa copie. Vous n’avez rien à faire.
notice-key = La clé qui nous a été communiquée
# Dans le courrier, qui ne peut suivre un jour qui change.
notice-key-kept = Si une clé du fichier nous a été communiquée à l’appui d’une demande, elle est conservée comme preuve scellée jusqu’à ce que cette demande ne puisse plus être contestée, puis effacée.
notice-key-page = La page de cet avis dit jusqu’à quel jour.
notice-key-until = Une clé du fichier nous a été communiquée à l’appui d’une demande. En l’état, elle est conservée comme preuve scellée jusqu’au { $day }, jour à partir duquel cette demande ne pourra plus être contestée, puis effacée. Si elle est contestée d’ici là, ce jour change, et le nouveau figure ici.
notice-key-open = Une clé du fichier nous a été communiquée à l’appui d’une demande. Elle est conservée comme preuve scellée jusqu’à ce que cette demande ne puisse plus être contestée, puis effacée. Ce qui la retient encore n’a pas de terme pour l’instant ; dès qu’il en a un, il figure ici.
notice-key-none = Aucune clé du fichier communiquée à l’appui d’une demande dont vous avez été informé n’est conservée ici.
notice-key-rid = La personne qui a communiqué une clé la détenait déjà. Pour vous en défaire, déposez à nouveau le fichier : il reçoit de nouvelles clés et de nouveaux liens.
notice-destroyed = Ce qui a été détruit
notice-purged-effect = La copie scellée de l’un de vos fichiers, qui était conservée, et notre moitié de sa clé ont été détruites. Rien du fichier ne peut être rétabli, et aucune copie qui subsisterait quelque part ne peut plus être ouverte par une personne nouvelle.
notice-happened = Historique du fichier
notice-print = Pour le conserver ou le montrer à un avocat, imprimez cette page : elle s’imprime en entier.
# La fin d’un courriel à qui a fermé son compte.
notice-closed = Votre compte est fermé
notice-closed-text = Vous avez fermé votre compte : personne ne peut plus s’y connecter, et aucune de nos pages ne reçoit plus de réclamation ni de contre-notification de votre part. Un fichier qui vous serait rendu est supprimé, comme vos autres fichiers l’ont été. Vous pouvez néanmoins nous écrire, et une personne lit ce que vous écrivez. Indiquez ce numéro, sous lequel votre dossier se retrouve : { $number }
notice-mail-page = L’avis se trouve dans votre compte
