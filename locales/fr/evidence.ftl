# Les fichiers de preuve, sur les pages de leurs affaires.
evidence-none = Aucun fichier n’a été apporté.
evidence-a-file = Un fichier
evidence-facts = { $kind } · { $size } · SHA-256 { $digest } · apporté le { $time }
evidence-openings = { $count ->
    [one] Ouvert une fois
   *[other] Ouvert { $count } fois
}
evidence-opened-at = { $who }, le { $time }
evidence-open = Ouvrir
evidence-save = Enregistrer
evidence-take-back = Reprendre
evidence-take-claim = Prenez la demande en charge pour l’ouvrir.
evidence-add = Ajouter un fichier
evidence-add-hint = Une image, un PDF, du texte brut, un courriel (.eml), une vidéo, du son ou une archive ZIP. Le fichier est scellé à son arrivée.
evidence-send = Envoyer le fichier
line-member = Un membre
line-somebody = Quelqu’un
evidence-title = Preuves
evidence-of-claimant = Ce que le demandeur a envoyé
evidence-documents = Documents
evidence-lead = Captures d’écran, documents, courriels : ce qui montre que vous avez raison. Seuls vous et la personne qui tranche la demande pouvez les ouvrir, et chaque ouverture est inscrite au registre.
evidence-application-lead = Extraits de registres, pouvoirs : ce qui montre qui est l’organisation et qui parle en son nom. Seuls les membres et les administrateurs peuvent les ouvrir, chaque ouverture est inscrite au registre, et ils sont effacés quelques semaines après la décision ; ce qui est envoyé après elle, quelques semaines après son envoi.
evidence-principal-lead = Le pouvoir, le mandat ou le contrat qui établit l’autorité. Seuls les membres et les administrateurs peuvent l’ouvrir, chaque ouverture est inscrite au registre, et il est effacé quelques semaines après la décision.
evidence-order = Le document de l’injonction
evidence-order-lead = L’injonction telle qu’elle est arrivée, et ce qui l’accompagnait. Seule la personne qui la tranche peut l’ouvrir, et chaque ouverture est inscrite au registre.
evidence-the-notice = La notification
evidence-the-organisation = L’organisation
evidence-choose = Choisissez un fichier.
evidence-with-claim = Le fichier est scellé et joint à la demande.
evidence-with-application = Le document est scellé et joint à votre candidature.
evidence-taken-back = Le fichier est repris.

# Ce qu’est un fichier : dans une liste, et dans une phrase.
what-png = image PNG
what-jpeg = image JPEG
what-webp = image WebP
what-gif = image GIF
what-pdf = document PDF
what-text = texte
what-message = courriel
what-mp4 = vidéo MP4
what-webm = vidéo WebM
what-mp3 = son MP3
what-m4a = son M4A
what-wav = son WAV
what-ogg = son Ogg
what-zip = archive ZIP
kind-png = une image PNG
kind-jpeg = une image JPEG
kind-webp = une image WebP
kind-gif = une image GIF
kind-pdf = un document PDF
kind-text = du texte
kind-message = un courriel
kind-mp4 = une vidéo MP4
kind-webm = une vidéo WebM
kind-mp3 = du son MP3
kind-m4a = du son M4A
kind-wav = du son WAV
kind-ogg = du son Ogg
kind-zip = une archive ZIP
