# Notification : article 16 du règlement (UE) 2022/2065, et 17 U.S.C. § 512(c)(3). Les déclarations légales restent en anglais.
report-title = Envoyer une notification de contenu illicite
report-lead = Chacun peut le faire, sans compte. C’est une personne qui décide, et vous pouvez suivre ce qu’il en advient.
report-law = Au titre de quelle loi ?
report-law-hint = En cas de doute, la notification de l’Union européenne est la moins exigeante.
report-go-on = Continuer
report-holders = Si vous détenez des droits sur de nombreuses œuvres, { $link } : vos demandes ont alors leur propre file d’attente.
report-holders-link = faites-vous vérifier comme titulaire de droits
report-other-law = Choisir une autre loi
report-send = Envoyer la notification
report-keys = Les clés contenues dans vos liens sont conservées scellées, comme preuves de cette seule notification, et ouvertes pour les personnes qui la tranchent ; chaque ouverture est inscrite au registre.
report-sent-title = Notification reçue
report-sent = Votre notification est reçue
report-sent-decided = Une personne la tranche : { $due }.
report-link = Votre lien privé
report-link-keep = Conservez-le : il n’est montré que cette fois.
report-link-whoever = Toute personne qui le détient peut suivre la notification et la retirer.
report-follow = Suivre la notification
report-number = Numéro
report-received = Reçue
report-receipt = Accusé de réception
report-receipt-mail = Envoyé à votre adresse électronique, comme le sera la décision.
report-receipt-confirm = Il vous demande de confirmer que la notification est de vous : ouvrez le lien qu’il contient.
report-receipt-none = Vous n’avez pas donné d’adresse électronique : le lien privé est la seule réponse.

# Les lois au titre desquelles une notification peut être faite.
basis-us-dmca = États-Unis : notification DMCA
basis-us-dmca-hint = Droit d’auteur, au titre du 17 U.S.C. § 512(c)(3) : avec une signature, et sous peine de parjure.
basis-eu-dsa = Union européenne : notification DSA
basis-eu-dsa-hint = Tout contenu illicite, au titre de l’article 16 du règlement (UE) 2022/2065.
basis-other-law = Une autre loi
basis-other-law-hint = Une loi que vous désignez, et le territoire où elle s’applique.
report-choose-law = Choisissez la loi au titre de laquelle vous envoyez votre notification.

# Champs d’une notification.
notice-form-links = Liens
notice-form-links-hint = Un par ligne, entier, avec la clé après le #. À la suite du lien, après une espace, l’adresse publique où vous l’avez trouvé, si vous la connaissez. Sans sa clé, un fichier peut être localisé, mais pas ouvert.
notice-form-locked = Un lien protégé par un mot de passe, avec pw1 après son #, est déverrouillé dans le navigateur, ce qui nécessite JavaScript. À défaut, envoyez un tel lien jusqu’à son # seulement.
notice-form-works = Les œuvres
notice-form-works-hint = L’œuvre contrefaite, ou une liste représentative s’il y en a plusieurs. Si quelque chose est restreint, la personne qui l’a déposé le lit.
notice-form-other-works = Autres œuvres
notice-form-other-works-hint = Celles qui ne figurent pas parmi les œuvres enregistrées de cette demande
notice-form-law = La loi
notice-form-law-hint = Avec son article ou son paragraphe
notice-form-territory = Où elle s’applique
notice-form-territory-hint = Le ou les pays
notice-form-reasons = Pourquoi ce contenu est illicite
notice-form-child-abuse = Elle signale l’abus sexuel d’un enfant (articles 3 à 7 de la directive 2011/93/UE)
notice-form-child-abuse-hint = Vous n’avez alors à donner ni nom ni adresse électronique.
notice-form-who = Qui l’envoie
notice-form-name = Nom
notice-form-address = Adresse postale
notice-form-telephone = Téléphone
notice-form-email = Adresse électronique
notice-form-state = Ce que vous déclarez
notice-form-signature = Signature
notice-form-signature-hint = Saisissez votre nom complet : c’est votre signature électronique.
notice-form-name-eu = Nécessaire, sauf si vous signalez l’abus d’un enfant
notice-form-name-other = Pour que la décision puisse vous parvenir
notice-form-line = Ligne { $line } : { $problem }
notice-form-two-on-a-line = Ligne { $line } : une ligne contient un lien et une adresse où il a été trouvé.
notice-form-wrong-key = La clé de la ligne { $line } n’ouvre pas son fichier : celui-ci est seulement localisé, et non ouvert.
notice-form-wrong-keys = Les clés des lignes { $lines } n’ouvrent pas leurs fichiers : ceux-ci sont seulement localisés, et non ouverts.
notice-form-password = Mot de passe du lien de la ligne { $line }
basis-court = Injonction d’une juridiction ou d’une autorité
# Par un lien reçu par courriel
report-confirm-title = Confirmez votre notification
report-confirm-lead = Une notification de contenu illicite a été envoyée le { $day }, avec votre adresse électronique.
report-confirm-why = Confirmez que vous l’avez envoyée. Elle est examinée dans tous les cas. Ce que vous confirmez compte comme le vôtre : si vous en perdez le lien privé, un autre peut vous être envoyé ; si beaucoup de vos notifications s’avèrent manifestement infondées, vous pouvez recevoir un avertissement, puis être suspendu ; les motifs vous sont communiqués, et vous pouvez introduire une réclamation.
report-confirm-not-yours = Si vous ne l’avez pas envoyée, ne faites rien : ce que d’autres envoient en votre nom ne compte pas contre vous.
report-confirm = Confirmer qu’elle est de moi
report-confirmed = La notification est confirmée comme la vôtre.
report-confirmed-text = Suivez-la par le lien privé qui vous a été montré lors de l’envoi. Si vous ne l’avez plus, { $link }.
report-appeal-hint = Dites ce qui n’a pas été vu ou a été mal jugé, notification par notification s’il y en a plusieurs.
report-receipt-suspended = Si les notifications de cette adresse sont suspendues, celle-ci n’est pas conservée : l’adresse en est avertie par courrier, et le lien privé n’ouvre rien.
report-confirmed-title = Votre notification est confirmée

# Ce qui est conservé de qui a envoyé une notification sans compte, par son lien privé
report-data-title = Vos données personnelles
report-data-offer = Vous n’avez pas de compte ici : par ce lien, vous obtenez ce qui est conservé à votre sujet, et le faites effacer.
report-data-what = Ce qui est conservé à votre sujet
report-data-lead = Ce qui est conservé à votre sujet avec cette notification, et ce que vous pouvez demander par son lien privé.
report-data-contents = Votre notification avec les liens qu’elle vise, les fichiers que vous avez apportés, ce que vous avez écrit à son sujet depuis, votre adresse si vous l’avez confirmée, ce qui en a été constaté, ce que nous vous avons envoyé, et les inscriptions du registre public à son sujet avec ce qui les ouvre : un ZIP de fichiers lisibles par des personnes et des programmes (JSON), fait à cet instant. Aucune copie n’en reste ici.
report-data-erase = M’effacer
report-data-erase-text = Votre nom, vos adresses, votre numéro de téléphone et vos propres mots sont remplacés, dans la notification et dans ce que vous avez envoyé depuis, comme ce que nous vous avons envoyé. Qu’une notification a été envoyée et comment elle a été tranchée reste, sans vous. Cela se fait aussi de soi-même, dans la semaine qui suit le moment où plus rien n’est en cours à son sujet.
report-data-kept = Pour l’instant, ceci vous maintient dans la notification :
report-data-undecided = La notification n’est pas tranchée
report-data-answers = Il est encore possible de répondre à ce qui a été décidé à son sujet
report-data-aftermath = Elle a été retirée, ou une réponse à ce qui a été décidé a pris fin : pendant un temps, un tribunal ou un autre organisme peut encore en être saisi
report-data-open = Une réclamation, une contre-notification ou un litige à son sujet est en cours
report-data-misuse = Elle a été jugée manifestement infondée, et cela compte encore
report-data-erased = Vous avez été retiré de la notification le { $day }. Ce qui reste, ce sont des faits où vous ne figurez pas.
report-data-address = L’adresse que vous avez confirmée est conservée, scellée, aussi longtemps que l’abus des notifications est examiné. Vous pouvez la faire effacer plus tôt, sauf si vous figurez dans une autre notification ou si un abus de votre part a été constaté.

# Qui a perdu le lien privé d’une notification
lost-links-title = Lien privé perdu ?
lost-links-lead = Saisissez l’adresse électronique que vous avez donnée dans votre notification. Un lien vers chaque notification envoyée avec elle et sans compte, et confirmée comme la vôtre par l’accusé de réception, y est envoyé par courriel.
lost-links-unconfirmed = Toute personne qui détient un tel lien peut lire la notification et la retirer, et l’adresse d’une notification peut comporter une faute de frappe. Des liens ne sont donc envoyés que pour les notifications dont l’adresse a été confirmée. Si vous n’avez pas encore confirmé une notification, ouvrez d’abord le lien de son accusé de réception, envoyé à la même adresse.
lost-links-email = Adresse électronique
lost-links-email-hint = Exactement celle de la notification. Rien n’est envoyé à une autre adresse.
lost-links-ask = M’envoyer mes liens
lost-links-first-works = Un lien que vous avez encore continue d’ouvrir votre notification, de même que celui d’un courriel précédent.
lost-links-asked-title = Consultez votre messagerie
lost-links-asked-lead = Si des notifications ont été confirmées depuis cette adresse, les liens qui y mènent lui sont envoyés. Il n’est dit à personne ici s’il y en a.
lost-links-asked-nothing = Si rien n’arrive, vous avez peut-être donné une autre adresse, ou aucune, vous n’avez peut-être pas confirmé votre notification, elle est peut-être plus ancienne que ce qui est conservé, ou plusieurs messages ont été envoyés à cette adresse dans l’heure. Vous pouvez toujours nous joindre : { $contact }.
lost-links-offer = Si vous avez perdu le lien privé d’une notification que vous avez confirmée comme la vôtre, { $link }.
lost-links-offer-link = faites-vous en envoyer un autre
