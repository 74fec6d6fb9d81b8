# Une demande en cours de rédaction.
draft-attention = { $count ->
    [one] { $count } lien est d’abord à revoir : corrigez-le ou retirez-le avant d’envoyer.
   *[other] { $count } liens sont d’abord à revoir : corrigez-les ou retirez-les avant d’envoyer.
}
draft-steps = Étapes
draft-need-attention = à revoir
draft-kept = Le brouillon
draft-kept-text = Chaque étape que vous envoyez est conservée, et vous seul la voyez : partez et reprenez plus tard là où vous en étiez. Il est scellé comme les preuves d’une demande. Inutilisé, il est abandonné le { $time }.
draft-discard = Abandonner le brouillon
draft-law-window = Nouvelle demande : loi et œuvres
draft-new = Nouvelle demande
draft-law-lead = En quatre étapes : la loi et les œuvres, les liens, ce que la loi vous fait déclarer, et une dernière vérification avant l’envoi. Ce que vous saisissez est conservé au fur et à mesure.
draft-closed = Les demandes dans la file d’attente vérifiée vous sont fermées pour l’instant.
draft-see-missing = Voir ce qui manque
draft-send-notice = Envoyer une notification prévue par la loi
draft-law = Au titre de quelle loi faites-vous la demande ?
draft-works = Œuvres enregistrées
draft-works-hint = Ce sur quoi porte la demande. Une œuvre qui n’est pas enregistrée peut être décrite à la troisième étape.
draft-no-work = Aucune œuvre ne correspond à ce que vous cherchez.
draft-no-works = Aucune pour l’instant : { $link }.
draft-no-works-link = enregistrez une œuvre
draft-find-works = Trouver d’autres œuvres, par titre ou identifiant
draft-find = Trouver
draft-territory = La limiter à un territoire
draft-territory-hint = Laissée vide, elle vaut partout. Avec une limite, vous ne pouvez pas supprimer les fichiers vous-même : une personne tranche la demande. Au titre d’une autre loi, le territoire est celui où cette loi s’applique.
draft-to-links = Continuer vers les liens
draft-choose-law = Choisissez la loi au titre de laquelle la demande est faite.
draft-links-window = { $draft } : liens
draft-add-links = Ajouter des liens
draft-or-file = Ou un fichier de liens
draft-or-file-hint = Du texte avec un lien par ligne, ou un CSV dont la première ligne nomme les colonnes :
draft-no-room = Cette demande ne peut contenir aucun autre lien.
draft-room = { $count ->
    [one] { $number } de plus tient dans cette demande.
   *[other] { $number } de plus tiennent dans cette demande.
}
draft-room-present = { $count ->
    [one] { $number } de plus tient dans cette demande, qui en a déjà { $present }.
   *[other] { $number } de plus tiennent dans cette demande, qui en a déjà { $present }.
}
draft-add-these = Ajouter ces liens
draft-many = Plusieurs liens à la fois
draft-which = Lesquels
draft-found-at-hint = L’adresse publique, à partir de https://
draft-found-on-many = Quand ils ont été trouvés
draft-replace = Remplacer aussi ce que des liens indiquent déjà
draft-replace-hint = Sinon, seuls ceux qui ne l’indiquent pas encore sont complétés.
draft-set-found = Indiquer où ils ont été trouvés
draft-look-again = Les réexaminer
draft-take-out = Les retirer
draft-password = Mot de passe du lien { $number }
draft-unlock = Déverrouiller
draft-too-many = Seuls { $room } liens de plus tiennent dans cette demande, et en voici { $count }.
draft-one-file = Déposez un fichier à la fois.
draft-no-links = Aucun lien pour l’instant
draft-no-links-text = Collez-les ci-dessus, par centaines si vous les avez. Chacun est examiné dès sa saisie, et une erreur dans l’un n’arrête aucun des autres.
draft-totals = { $count ->
    [one] { $count } lien : { $opened } ouvert(s), { $located } localisé(s)
   *[other] { $count } liens : { $opened } ouvert(s), { $located } localisé(s)
}
draft-totals-wrong = { $count ->
    [one] , { $count } à revoir
   *[other] , { $count } à revoir
}
draft-totals-waiting = , { $count } encore à examiner
draft-looked-at = Liens examinés
draft-look-rest = Examiner le reste maintenant
draft-which-links = Quels liens
draft-edit = Modifier
draft-edit-what = le lien { $number }
draft-found-at = trouvé à l’adresse { $address }
draft-locked = Un lien protégé par un mot de passe est déverrouillé dans le navigateur, ce qui nécessite JavaScript. À défaut, modifiez le lien : omettez tout à partir du #.
draft-link = Lien { $number }
draft-link-hint = Entier, avec la clé après le #, ou sans elle
draft-file-key = Clé du fichier
draft-file-key-hint = Seulement si vous détenez la clé du fichier lui-même au lieu de celle du lien
draft-where = Où il a été trouvé
draft-when = Quand il a été trouvé
draft-archive = Mot de passe de l’archive
draft-archive-hint = Si le fichier est une archive sous mot de passe
draft-save = Enregistrer et l’examiner
draft-statement-window = Nouvelle demande : déclaration
draft-to-check = Continuer vers la vérification et l’envoi
draft-check-window = { $draft } : vérifier et envoyer
draft-not-yet = Elle ne peut pas encore être envoyée.
draft-check-totals = { $count ->
    [one] { $count } lien : { $opened } ouvert(s) avec une clé, { $located } localisé(s).
   *[other] { $count } liens : { $opened } ouvert(s) avec une clé, { $located } localisé(s).
}
draft-look-at-links = Les revoir
draft-claimed = Votre organisation a déjà fait une demande pour les fichiers de ces liens :
draft-claimed-text = { $lines }. Une seconde demande visant le même fichier est tranchée comme la première.
draft-locked-already = Les fichiers de ces liens sont déjà verrouillés :
draft-locked-already-text = { $lines }. Votre demande est tranchée tout de même, et les maintient verrouillés si l’autre prend fin.
draft-law-and-works = Loi et œuvres
draft-under = Au titre de
draft-change-law = Changer la loi et les œuvres
draft-statement = Déclaration
draft-change-statement = Changer la déclaration
draft-after = Un accusé de réception est envoyé aussitôt. Une personne la tranche avant le { $due } si vous l’envoyez maintenant. Le déposant de ce qui est restreint en apprend les motifs et ses voies de recours.
draft-after-links = Un accusé de réception est envoyé aussitôt. Une personne tranche ces liens avant le { $due } si vous les ajoutez maintenant ; l’échéance de ceux que la demande contient déjà ne change pas. Le déposant de ce qui est restreint en apprend les motifs et ses voies de recours.
draft-direct = Avec l’accès direct, vous pouvez supprimer les fichiers vous-même depuis la page de la demande.
draft-beyond-direct = L’accès direct ne s’étend à une demande que si chacun de ses liens a été ouvert avec sa clé et trouvé à une adresse publique. Ceux-ci ne l’ont pas été : { $lines }. Déposez-les à part, { $link }, pour supprimer les autres vous-même.
draft-beyond-direct-link = ou complétez-les d’abord
draft-add-to-claim = Ajouter les liens à la demande
draft-signature-hint = Saisissez { $name }, le nom au titre duquel cette notification est envoyée : c’est la signature électronique.
draft-signature-other = S’il s’agit de quelqu’un d’autre, { $link }.
draft-signature-other-link = changez d’abord le nom
draft-file = Déposer la demande
draft-keys = Les clés contenues dans vos liens sont conservées scellées, comme preuves de cette seule demande, et ouvertes pour les personnes qui la tranchent ; chaque ouverture est inscrite au registre.
draft-title-links = Ajouter des liens à une demande
draft-check-add = Vérifier et ajouter
draft-check-send = Vérifier et envoyer
draft-discarded = Le brouillon est abandonné.
draft-kind-wrong = À revoir
draft-kind-waiting = Non examinés
draft-to-statement = Continuer vers la déclaration
draft-waiting = Pas encore examiné
draft-wrong = À revoir
draft-wrong-password = Le mot de passe n’est pas le bon : le fichier est donc seulement localisé, et non ouvert. Essayez un autre mot de passe ci-dessous.
draft-wrong-key = La clé n’ouvre pas ce fichier : il est donc seulement localisé, et non ouvert.
draft-which-chosen = les liens choisis ci-dessus
draft-which-all = tous les liens
draft-which-unplaced = ceux qui n’indiquent pas où ils ont été trouvés
draft-which-wrong = ceux qui sont à revoir
draft-too-large = C’est plus qu’une demande ne peut contenir, { $limit } Mio au plus : rien n’a été pris.
draft-no-text = Ce n’est pas du texte : enregistrez-le comme texte ou CSV en UTF-8.
draft-line-column = Ligne { $line }, { $column } : { $problem }
draft-more-lines = Et { $count } lignes de plus.
draft-one-at-a-time = Collez des liens ou choisissez un fichier, l’un ou l’autre
draft-choose-link = Choisissez au moins un lien.
draft-day = Écrivez le jour ainsi : 2026-11-23.
draft-set = { $count ->
    [one] Indiqué pour { $count } lien.
   *[other] Indiqué pour { $count } liens.
}
draft-set-none = Chacun l’indique déjà, et reste tel quel. Cochez la case pour le remplacer.
draft-set-kept = { $count } l’indiquaient déjà, et restent tels quels.
draft-enter-link = Saisissez au moins un lien.
draft-not-ready = { $count } des liens ne sont pas prêts.
draft-look-first = Regardez de nouveau la page avant d’envoyer.
draft-filed = Votre demande est reçue.
draft-extended = Les liens sont ajoutés.
draft-found-at-many = Où ils ont été trouvés
