# Avertissements comptés (« strikes »), et ce qui est décidé contre une personne ou une organisation elle-même.

# Avertissements
strike-title = Manquements comptés
strike-page = La situation de votre compte
strike-counts = Ceci compte comme un manquement, sauf si la décision est annulée. Tout ce qui est décidé avant qu’un même avis vous parvienne ne compte qu’une fois. { $strikes } manquements en { $months } mois amènent votre compte devant un réviseur, qui peut vous avertir, suspendre les envois pour un temps, ou mettre fin au compte.
strike-never = Une injonction d’une juridiction ou d’une autorité ne compte pas pour des mesures contre votre compte.
desk-appeals-of-measures = Contre des avertissements, suspensions et résiliations
strike-after-review = Lorsque ceci a été décidé, personne chez nous ne l’avait examiné : cela ne comptait donc pas. Cela compte dès qu’un examen le confirme. { $strikes } manquements en { $months } mois amènent votre compte devant un réviseur, qui peut vous avertir, suspendre les envois pour un temps, ou mettre fin au compte.

# Ce qui a été décidé
measure-warning-uploads = Votre compte reçoit un avertissement
measure-suspension-uploads = Les envois et les nouveaux liens sont suspendus
measure-termination = Votre compte est résilié
measure-warning-notices = Avertissement au sujet des notifications
measure-suspension-notices = Le traitement des notifications est suspendu
measure-warning-complaints = Avertissement au sujet des réclamations
measure-suspension-complaints = Le traitement des réclamations est suspendu
# Au personnel, du compte d’autrui.
measure-warning-account = Le compte reçoit un avertissement
measure-termination-account = Le compte est résilié
measure-lifted-warning-uploads = L’avertissement adressé à votre compte est levé
measure-lifted-suspension-uploads = La suspension des envois et des nouveaux liens est levée
measure-lifted-termination = La résiliation de votre compte est levée
measure-lifted-warning-notices = L’avertissement au sujet des notifications est levé
measure-lifted-suspension-notices = La suspension du traitement des notifications est levée
measure-lifted-warning-complaints = L’avertissement au sujet des réclamations est levé
measure-lifted-suspension-complaints = La suspension du traitement des réclamations est levée
measure-warning-uploads-effect = Rien ne change pour l’instant. Si d’autres de vos fichiers ou liens sont jugés illicites, les envois peuvent être suspendus, ou le compte résilié.
measure-suspension-uploads-effect = Jusqu’au { $day }, rien ne peut être envoyé et aucun nouveau lien créé. Vous pouvez ouvrir et enregistrer vos fichiers, vos liens continuent de fonctionner, et vous pouvez lire les avis et y répondre.
measure-termination-effect = Rien ne peut être envoyé, et vos liens indiquent que le compte est fermé. Jusqu’au { $day }, vous pouvez vous connecter, ouvrir vos fichiers et les enregistrer. Ensuite, ceux qui ne sont pas verrouillés sont supprimés ; pendant trente jours encore, une réclamation accueillie les fait revenir. Rien n’est supprimé tant qu’une réclamation attend. Après cela aussi, vous pouvez lire les avis et y répondre.
measure-warning-notices-effect = Les notifications sont traitées comme avant. Si d’autres sont manifestement infondées, leur traitement peut être suspendu pour un temps.
measure-suspension-notices-effect = Jusqu’au { $day }, aucune notification au titre du règlement (UE) 2022/2065 ou d’autres lois n’est reçue, rien n’est déposé dans la file vérifiée, et rien n’est supprimé par accès direct. Une notification complète selon le droit d’auteur américain (17 U.S.C. § 512(c)(3)), comme celle qui dit qu’une personne est en danger, est reçue sur la page des notifications et tranchée malgré tout. Ce qui a été envoyé avant est tranché.
measure-warning-complaints-effect = Les réclamations sont traitées comme avant. Si d’autres sont manifestement infondées, leur traitement peut être suspendu pour un temps.
measure-suspension-complaints-effect = Jusqu’au { $day }, aucune réclamation n’est reçue, sauf contre cette suspension. Les contre-notifications sont reçues, les organes extrajudiciaires et les tribunaux restent ouverts, et les réclamations envoyées avant sont tranchées.
# D’une décision qui a pris fin ou a été levée, dans les termes où elle a été annoncée.
measure-effect-over = Cette décision n’est plus en vigueur. Tant qu’elle l’était, elle disait : « { $effect } »
# À qui a fermé son compte entre-temps.
measure-closed-effect = Cette décision concerne votre compte, que vous avez fermé. Elle ne vous ferme rien de plus, et vous n’avez rien à faire.
measure-ground-uploads = { $tier ->
    [platform] Nos règles sur les atteintes répétées, que la loi nous demande d’avoir et d’appliquer (17 U.S.C. § 512(i) ; règlement (UE) 2022/2065, article 23, paragraphe 1).
   *[other] Nos règles sur les atteintes répétées, que la loi nous demande d’avoir et d’appliquer (17 U.S.C. § 512(i)).
}
measure-ground-notices = { $tier ->
    [platform] Règlement (UE) 2022/2065, article 23, paragraphe 2 : le traitement des notifications de ceux qui en soumettent fréquemment de manifestement infondées est suspendu pour une durée raisonnable, après un avertissement.
   *[other] Nos règles sur les abus : le traitement des notifications de ceux qui en soumettent fréquemment de manifestement infondées est suspendu pour une durée raisonnable, après un avertissement.
}
measure-ground-complaints = { $tier ->
    [platform] Règlement (UE) 2022/2065, article 23, paragraphe 2 : le traitement des réclamations de ceux qui en soumettent fréquemment de manifestement infondées est suspendu pour une durée raisonnable, après un avertissement.
   *[other] Nos règles sur les abus : le traitement des réclamations de ceux qui en soumettent fréquemment de manifestement infondées est suspendu pour une durée raisonnable, après un avertissement.
}
# Pourquoi ce qui a été constaté relève du fondement ci-dessus.
measure-explained-uploads = Ce qui a été constaté, ce sont des décisions selon lesquelles des contenus que vous aviez partagés portent atteinte à des droits ou sont illicites, et dont aucune n’était alors annulée. Elles se sont suivies, chacune après que l’avis de la précédente vous fut parvenu, et un tel nombre dans le délai que comptent ces règles constitue des atteintes répétées.
measure-explained-warning = Ce qui a été constaté, ce sont des décisions selon lesquelles un envoi de votre part était manifestement infondé : qui l’examinait le voyait sans rien avoir à mettre en balance. Un avertissement précède toute suspension.
measure-explained-suspension = Ce qui a été constaté, ce sont des décisions selon lesquelles des envois de votre part étaient manifestement infondés : qui les examinait le voyait sans rien avoir à mettre en balance. Certains ont été faits après un avertissement et, par leur nombre, leur part, leur gravité et leur intention, tels qu’indiqués ci-dessus, ils sont fréquents.
measure-software-strikes = Un logiciel a compté les décisions et soumis le compte à un réviseur ; une personne a pris la présente décision. La part qu’un logiciel a eue dans chacune des décisions sous-jacentes figure dans l’avis de celle-ci.
measure-software-marks = Un logiciel a compté les envois. Des personnes ont constaté lesquels étaient manifestement infondés, et une personne a pris la présente décision.
measure-lifted-appeal = Une réclamation contre elle a été accueillie.
measure-lifted-strikes = Il reste trop peu des manquements sur lesquels elle reposait.
measure-lifted-marks = Cela reposait sur des marques de notifications ou de réclamations manifestement infondées dont il ne reste pas assez, ou sur un avertissement qui a été levé.
measure-lifted-reconsidered = Nous l’avons réexaminée, et elle ne doit plus durer.
measure-organisation = Organisation
measure-numbers = { $unfounded } sur { $sent } envois de la période examinée ont été jugés manifestement infondés.
measure-gravity = La gravité
measure-intention = L’intention
measure-mail-page = L’avis, avec toutes les voies de réponse

# Avis
notices-measure = Une décision sur votre compte ou votre organisation
notices-measure-lifted = Une décision a été levée
notices-word-measure = décision
notices-word-measure-lifted = levée
notices-no-file = aucun fichier en particulier
notices-closed = Une mesure contre votre compte est en vigueur : quelque chose vous est fermé, ou vous avez reçu un avertissement.
notices-strikes = { $count ->
    [one] Un manquement compte actuellement ; { $limit } amènent votre compte devant un réviseur.
   *[other] { $count } manquements comptent actuellement ; { $limit } amènent votre compte devant un réviseur.
}
against-title = Ce qui vaut
against-in-force = Cette décision est en vigueur.
against-over = Cette décision n’est plus en vigueur.

# La page de la situation d’un compte
own-standing-title = La situation de votre compte
own-standing-lead = { $count ->
    [0] Aucun manquement ne compte contre votre compte.
    [one] Un manquement compte contre votre compte ; un examen a lieu à partir de { $limit }.
   *[other] { $count } manquements comptent contre votre compte ; un examen a lieu à partir de { $limit }.
}
own-standing-rule = Un manquement est ce qui a été décidé avant qu’un même avis vous parvienne : quelle qu’en soit la quantité, cela ne compte qu’une fois. Il compte pendant { $months } mois. { $limit } qui comptent ensemble amènent votre compte devant un réviseur, qui décide : rien, un avertissement, une suspension des envois, ou la fin du compte. Vous recevez les motifs et pouvez introduire une réclamation.
own-standing-void = Un manquement est effacé dès que la restriction prend fin : par une réclamation, une contre-notification, ou parce que la notification a été retirée. Ce qu’un titulaire de droits a supprimé lui-même ne compte qu’après un examen par notre équipe.
own-standing-none = Rien ne compte actuellement.
own-standing-strike = Manquement { $number }
own-standing-counts-until = Compte du { $from } au { $until }.
own-standing-notice = Avis du { $day }
own-standing-not-yet = Pas encore examiné par notre équipe : cela ne compte donc pas
own-standing-measures = Ce qui a été décidé au sujet de votre compte
own-standing-no-measures = Rien. Les envois, le partage, les notifications et les réclamations vous sont ouverts.
own-standing-to-notices = Les motifs, et toutes les voies de réponse, se trouvent dans vos avis

# Un lien d’un compte fermé
closed-title = N’est plus partagé
closed-lead = Le compte qui partageait ce fichier a été fermé après des manquements répétés à nos règles. Cela ne dit rien de ce fichier.
closed-sent-text = demandez-lui le fichier. Cette personne l’a peut-être enregistré.
closed-wrong = Si vous pensez que c’est une erreur :
closed-wrong-text = { $link }. Une personne vous lira, qui n’a pas pris la décision sauf s’il n’y en a pas d’autre. Le titulaire du compte peut introduire une réclamation.
closed-yours = Si le compte est à vous :
closed-yours-text = { $notices } disent pourquoi, jusqu’à quand vous pouvez enregistrer vos fichiers, et comment introduire une réclamation.

# Le bureau
standing-title = Situations
standing-lead = Ce qui est décidé contre des personnes et des organisations elles-mêmes, et non contre un fichier.
standing-waiting = Comptes qui attendent une décision
standing-none = Aucun compte n’attend
standing-none-text = Un compte figure ici dès que { $strikes } manquements comptent ensemble contre lui.
standing-due = Échéance
standing-account = Compte
standing-opened = Ouvert
standing-misuse = Manifestement infondé
standing-misuse-text = Notifications et réclamations des { $months } derniers mois qui ont été marquées. Ce qui a été rejeté n’est pas pour autant un abus.
standing-misuse-none = Rien n’est marqué de la part de quelqu’un de connu
standing-misuse-none-text = Une notification, une contre-notification ou une réclamation est marquée depuis la page de sa notification, une fois tranchée. Ce qui est marqué de la part d’une personne qui n’a pas confirmé son adresse ne figure que sur cette page.
standing-whose = De qui
standing-forgotten = Une adresse qui n’est plus conservée
standing-numbers = { $unfounded } sur { $sent } ({ $share } %)
standing-account-title = Compte { $number }
standing-since = Existe depuis le { $day }
standing-strikes = { $count ->
    [0] Aucun manquement ; examen à partir de { $limit }
    [one] Un manquement ; examen à partir de { $limit }
   *[other] { $count } manquements ; examen à partir de { $limit }
}
standing-strikes-text = Ce qui a été décidé avant qu’un même avis parvienne à la personne compte une fois, pendant { $months } mois. Ce qui a pris fin est effacé.
standing-nothing = Rien de ce compte n’a jamais été restreint.
standing-strike = Manquement { $number }
standing-strike-counts = { $count ->
    [one] Une décision du { $from } ; elle compte jusqu’au { $until }
   *[other] { $count } décisions à partir du { $from } ; elles comptent jusqu’au { $until }
}
standing-restricted = Ce qui a été restreint
standing-decided-on = Décidé
standing-reached = Avis parvenu à la personne
standing-not-reached = pas encore
standing-counts = Compte
standing-link = Un lien a été désactivé
standing-file = Un fichier a été verrouillé et supprimé
standing-direct = par accès direct
standing-counting = compte
standing-void = effacé : cela a pris fin
standing-unreviewed = pas encore : personne de l’équipe n’a examiné
standing-called-in = pas encore : un réviseur principal doit examiner, ou en a jugé autrement
standing-call-in = Faire examiner par un réviseur principal
standing-called = Un réviseur principal est invité à examiner la suppression.
standing-decide-title = Décider au sujet de ce compte
standing-what-is-decided = Ce qui est décidé
standing-decide-nothing = Rien
standing-decide-nothing-hint = Ces manquements ne reviennent devant personne, sauf si un autre s’y ajoute.
standing-decide-warning = Un avertissement
standing-decide-warning-hint = Rien n’est fermé.
standing-decide-suspension = Une suspension
standing-decide-suspension-hint = Ni envois ni nouveaux liens pendant un nombre de jours. Tout le reste continue.
standing-decide-termination = Une résiliation
standing-decide-termination-hint = Les liens sont fermés aussitôt ; les fichiers peuvent être enregistrés pendant trente jours, puis sont supprimés.
standing-decide-missing = Choisissez ce qui est décidé.
standing-scope-missing = Choisissez l’objet.
standing-needs-senior = Une résiliation est décidée par un réviseur principal.
standing-nothing-waits = Rien n’attend au sujet de ce compte : quelqu’un a décidé, ou des manquements ont été effacés.
standing-days = Jours
standing-days-hint = Pour une suspension seulement.
standing-reasons = Motifs
standing-reasons-hint = Faits et circonstances, pour la personne visée : elle les lit dans son avis et par courriel. N’y nommez aucune autre personne ni aucun fichier.
standing-decide = Décider
standing-decided = C’est décidé, et la personne concernée en est informée.
standing-measures = Ce qui a été décidé auparavant
standing-measure-in-force = en vigueur
standing-measure-over = terminée
standing-measure-lifted = levée
standing-lift = La lever
standing-lifted = Elle est levée, et la personne visée en est informée.
standing-reviews = Examens précédents
standing-waits = attend une décision
standing-review-line = { $time } : { $outcome }
standing-verdict-nothing = rien
standing-verdict-warning = un avertissement
standing-verdict-suspension = une suspension
standing-verdict-termination = une résiliation
standing-verdict-moot = terminé de lui-même : il restait trop peu de manquements
standing-no-marks = Rien de leur part n’est marqué comme manifestement infondé.
standing-what-notice = { $position ->
    [0] Notification
   *[other] Notification, cible { $position }
}
standing-what-counter-notice = { $position ->
    [0] Contre-notification
   *[other] Contre-notification, cible { $position }
}
standing-what-appeal = { $position ->
    [0] Réclamation
   *[other] Réclamation, cible { $position }
}
standing-refuted = ne compte plus : c’était fondé, finalement
standing-retracted = retirée
standing-retract = Retirer la marque
misuse-retract-title = Retirer une marque
misuse-retract-lead = Elle ne compte plus, et ne peut pas être refaite. Ce qui a été décidé sur ce fondement, et ne l’aurait pas été sans elle, est levé aussitôt ; la personne concernée en est informée.
misuse-retract-why = Pourquoi elle est retirée
misuse-retract-why-hint = La personne concernée lit ceci.
misuse-retracted = La marque est retirée.
standing-sent-marked = Envoyé le { $sent }, marqué le { $marked }
standing-claim = La notification
standing-decide-misuse = Décider au sujet d’un abus
standing-decide-misuse-text = Pesez combien étaient infondés, sur combien, la gravité et l’intention. Une suspension suppose un avertissement, et quelque chose de marqué qui a été envoyé après lui.
standing-of = L’objet
standing-scope-notices = Notifications
standing-scope-notices-hint = Ce qu’ils envoient comme demandeurs. Les notifications complètes selon le droit d’auteur américain sont tranchées malgré tout.
standing-scope-complaints = Réclamations
standing-scope-complaints-hint = Les contre-notifications sont reçues malgré tout.
standing-misuse-warning = Un avertissement
standing-misuse-warning-hint = Rien n’est fermé.
standing-misuse-suspension = Une suspension
standing-misuse-suspension-hint = Pour un nombre de jours.
standing-gravity-hint = Ce que cela a causé, et à qui. N’y nommez aucune autre personne ni aucun fichier.
standing-intention-hint = Ce qui la montre ; ou qu’elle ne peut être établie. N’y nommez aucune autre personne ni aucun fichier.

# Marquer
misuse-title = Marquer comme manifestement infondé
misuse-lead = Seulement ce dont chacun voit aussitôt que c’est infondé. Ce qui a seulement été rejeté, mal saisi ou était incomplet n’est pas un abus.
misuse-what = Ce qui est marqué
misuse-why = Pourquoi c’était manifestement infondé
misuse-why-hint = Ceci est conservé avec la marque. Qui décide d’un avertissement ou d’une suspension le lit, et qui est visé aussi.
misuse-mark = Marquer
misuse-marked = C’est marqué.
misuse-is-marked = marqué
misuse-cannot = ne peut être marqué
misuse-none = Rien ici ne peut être marqué
misuse-none-else = Rien d’autre ici ne peut être marqué
misuse-nobodys = L’auteur de cette notification n’a pas confirmé l’adresse qui y figure, qui pourrait être celle de n’importe qui. Une marque sur ce qu’il a envoyé est conservée avec la notification, mais n’est retenue contre personne et ne figure dans aucune liste, sauf s’il la confirme.
misuse-none-text = Peuvent l’être : ce qui a été jugé infondé, et les réclamations rejetées.
misuse-nothing-chosen = Choisissez ce qui est marqué.

# Rappels
reminder-accounts = { $count ->
    [one] Un compte au sujet duquel décider
   *[other] { $count } comptes au sujet desquels décider
}
# Sur quoi repose une mesure.
measure-marks = Sur quoi elle repose
measure-mark-notice = Une notification du { $day }
measure-mark-counter-notice = Un contre-avis du { $day }
measure-mark-appeal = Une réclamation du { $day }
measure-mark-over = ne compte plus
own-standing-reviewed = Votre compte est devant un réviseur, qui décide d’ici au { $day }. Jusque-là, rien ne vous est fermé de ce fait.
measure-decided = Ce qui a été décidé
measure-suspension-notices-own-effect = Jusqu’au { $day }, aucune notification de votre part fondée sur le règlement (UE) 2022/2065 ou sur d’autres lois n’est prise. Une notification complète au titre du droit d’auteur américain (17 U.S.C. § 512(c)(3)), comme celle qui dit qu’une personne est en danger, est reçue et décidée malgré tout. Ce qui a été envoyé auparavant est décidé.

# Confirmer une suspension ou une résiliation
standing-confirm-title = Confirmer ce qui est décidé
standing-confirm-lead = Rien n’est encore décidé. La décision prend effet en appuyant encore une fois, et la personne visée en est informée aussitôt.
standing-confirm-touches = Ce que cela touche
standing-confirm-files = Fichiers
standing-confirm-files-stay = { $count ->
    [0] Aucun
    [one] Un fichier reste tel quel
   *[other] { $count } fichiers restent tels quels
}
standing-confirm-files-end = { $count ->
    [0] Aucun
    [one] Un fichier peut être enregistré jusqu’au { $day }, puis est supprimé
   *[other] { $count } fichiers peuvent être enregistrés jusqu’au { $day }, puis sont supprimés
}
standing-confirm-locked = Fichiers verrouillés
standing-confirm-locked-stay = { $count ->
    [one] Un reste jusqu’à ce que les délais de sa décision soient écoulés
   *[other] { $count } restent jusqu’à ce que les délais de leurs décisions soient écoulés
}
standing-confirm-links = Liens
standing-confirm-links-stay = { $count ->
    [0] Aucun
    [one] Un lien continue de fonctionner
   *[other] { $count } liens continuent de fonctionner
}
standing-confirm-links-end = { $count ->
    [0] Aucun
    [one] Un lien est fermé aussitôt
   *[other] { $count } liens sont fermés aussitôt
}
standing-confirm-deleted-on = Ce qui reste est supprimé le
standing-confirm-gone-on = Peut être rétabli jusqu’au
standing-confirm-ends-on = Prend fin de lui-même le
standing-confirm-told = Ce qui en est dit à la personne
standing-confirm-suspend = Suspendre
standing-confirm-end = Résilier le compte
