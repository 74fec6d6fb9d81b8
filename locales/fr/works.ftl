# Les œuvres d’une organisation.
works-lead = Ce sur quoi { $organisation } détient des droits. Les demandes s’y rapportent.
works-register = Enregistrer une œuvre
works-import = Importer
works-export = Exporter en CSV
works-search = Des mots du titre, ou un identifiant
works-all = Toutes les œuvres
works-no-fit = Aucune œuvre ne correspond
works-no-fit-text = Chaque mot doit commencer un mot du titre ou d’un identifiant. Cherchez moins de mots, ou leurs débuts.
works-none = Aucune œuvre pour l’instant
works-none-text = Enregistrez une œuvre ci-dessous : son titre, le droit en vertu duquel vous agissez pour elle, et où.
works-title = Titre
works-kind = Genre
works-right = Droit
works-territory = Territoire
works-references = Références
works-registered = Enregistrée
works-digests = SHA-256 de vos propres fichiers
works-digests-hint = Un par ligne, de 64 chiffres chacun, suivi d’un libellé si vous le souhaitez. Les fichiers restent chez vous : seules leurs empreintes sont enregistrées, à dater d’aujourd’hui. Sur la page de l’œuvre, votre navigateur peut les calculer.
works-register-it = Enregistrer l’œuvre
works-title-hint = Tel qu’il a été publié
works-identifiers = Identifiants
works-identifiers-hint = Un par ligne : ISBN, ISRC, EIDR, DOI, ISAN ou ISWC, reconnu à sa forme. Tout le reste est conservé tel quel ; écrivez other: devant ce qui n’en a que l’apparence.
works-by-what-right = En vertu de quel droit
works-principal = Mandant
works-principal-hint = Seulement pour les agents : celui pour qui vous agissez, tel que vous l’avez indiqué parmi vos mandants. Tant que ce n’est pas confirmé, l’œuvre ne peut pas faire l’objet d’une demande.
works-territory-hint = worldwide (monde entier), ou les pays
work-claim = Déposer une demande pour cette œuvre
work-identifier = Identifiant
work-right-for = { $right } pour { $principal }
work-references-text = Empreintes SHA-256 de vos propres fichiers. Un fichier déposé par quelqu’un après l’enregistrement d’une empreinte peut être comparé avec elle.
work-references-all = { $count } en tout, les dernières en tête.
work-digests = Empreintes enregistrées
work-label = Libellé
work-references-pages = Pages de références
work-latest = Les dernières
work-add = Ajouter des références
work-needs-script = Le calcul des empreintes ici nécessite JavaScript. À défaut, calculez-les sur votre propre machine, par exemple avec sha256sum, et collez-les ci-dessous.
work-drop = Déposez ici des fichiers ou des dossiers. Ils restent sur votre machine : votre navigateur les lit et calcule leurs empreintes.
work-files = Fichiers
work-folder = Un dossier entier
work-names = Donner à chaque empreinte le nom de son fichier comme libellé
work-names-hint = Sinon, les noms restent chez vous.
work-read-so-far = Lu jusqu’ici
work-stop = Arrêter
work-digests-hint = Un par ligne, de 64 chiffres chacun, suivi d’un libellé si vous le souhaitez.
work-label-others = Libellé pour celles qui n’en ont pas
work-label-hint = Par exemple l’édition ou la bobine
work-register-references = Enregistrer les références
work-before = Ce qu’elle indiquait auparavant
work-before-text = Les demandes conservent le titre avec lequel elles ont été déposées. Voici ce que l’œuvre indiquait jusqu’à chaque correction.
work-until = Jusqu’au { $time }
work-correct = Corriger
work-edit = Modifier
work-claims = { $count ->
    [one] Une demande désigne cette œuvre. Ce qu’elle indique maintenant est conservé avec sa date, et les demandes conservent le titre avec lequel elles ont été déposées.
   *[other] { $count } demandes désignent cette œuvre. Ce qu’elle indique maintenant est conservé avec sa date, et les demandes conservent le titre avec lequel elles ont été déposées.
}
work-save = Enregistrer
digest-no-worker = Le script qui lit les fichiers n’a pas pu être chargé : rechargez la page.
digest-so-far = Fichier { $file } sur { $files } : { $read } lus sur { $all }
digest-left = , encore environ { $time }
digest-one = 1 empreinte figure ci-dessous. Rien n’est enregistré tant que vous n’appuyez pas sur le bouton.
digest-many = { $count } empreintes figurent ci-dessous. Rien n’est enregistré tant que vous n’appuyez pas sur le bouton.
digest-stopped-one = Arrêté : 1 empreinte figure ci-dessous, sur { $files }.
digest-stopped-many = Arrêté : { $count } empreintes figurent ci-dessous, sur { $files }.
digest-file-one = 1 fichier
digest-file-many = { $count } fichiers
digest-seconds = { $count } s
digest-lost = Ceux-ci n’ont pas pu être lus, voyez s’ils sont encore là : { $files }.
digest-dropped = Ce que vous avez déposé n’a pas pu être lu : choisissez plutôt les fichiers.
right-owner = Propriétaire
right-licensee = Licencié exclusif
right-agent = Agent
right-agent-hint = Vous agissez pour le propriétaire, qui vous y a autorisé. Dites ci-dessous pour qui.
works-registered-now = L’œuvre est enregistrée.
work-corrected = L’œuvre est corrigée.
references-added = { $count ->
    [0] Aucune référence n’est nouvelle.
    [one] Une référence est enregistrée.
   *[other] { $count } références sont enregistrées.
}
references-known = { $count ->
    [one] Une l’était déjà et conserve sa date.
   *[other] { $count } l’étaient déjà et conservent leurs dates.
}
work-kind-film = film
work-kind-music = musique
work-kind-text = texte
work-kind-picture = image
work-kind-software = logiciel
work-kind-game = jeu
work-kind-broadcast = émission
work-kind-other = autre

# L’importation d’œuvres.
import-title = Importer des œuvres
import-lead = Depuis un fichier CSV : toutes ses lignes, ou aucune si l’une d’elles est erronée.
import-registered = { $count ->
    [0] Aucune œuvre n’est enregistrée.
    [one] Une œuvre est enregistrée.
   *[other] { $number } œuvres sont enregistrées.
}
import-there = Les lignes ci-dessous étaient déjà là : elles restent telles quelles.
import-see = Voir les œuvres
import-lines-there = Lignes déjà présentes
import-line = Ligne
import-known-by = Reconnue par
import-line-number = Ligne { $line }
import-more = Et { $count } de plus.
import-mistakes = Ce qui est à corriger
import-column = Colonne
import-what-to-do = Que faire
import-file = Fichier CSV
import-file-hint = En UTF-8, avec des virgules ou des points-virgules, de 10 000 œuvres et 10 Mio au plus.
import-columns = Les colonnes
import-columns-text = La première ligne les nomme, dans n’importe quel ordre. L’exportation écrit les mêmes.
import-as-published = Tel qu’il a été publié.
import-bases = owner (propriétaire), exclusive-licensee (licencié exclusif) ou agent.
import-territory = worldwide (monde entier), ou les pays.
import-identifiers = Par exemple { $example }. Facultatif.
import-references = Empreintes SHA-256 séparées par des espaces. Facultatif ; les libellés ne sont pas repris.
import-refused = { $count ->
    [one] Rien n’a été importé. Une chose est à corriger : voir ci-dessous.
   *[other] Rien n’a été importé. Certaines choses sont à corriger : voir ci-dessous.
}
import-empty = Choisissez un fichier qui n’est pas vide.
import-done = { $count ->
    [one] { $count } œuvre est enregistrée.
   *[other] { $count } œuvres sont enregistrées.
}
import-too-large = Le fichier dépasse { $limit } Mio : divisez-le.
