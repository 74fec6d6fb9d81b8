# Pour qui fait fonctionner un miroir ou veut le faire, ce que les administrateurs en voient, et où se trouvent les miroirs, pour chacun.

host-title = Vos miroirs
host-lead = Qui fait fonctionner un miroir garde dans son pays des copies de fichiers scellés, que nul ne peut lire là, et obéit à ce qui figure au registre public et à rien d’autre.
host-mirrors = Miroirs
host-health = État de marche
host-asked = A demandé en dernier à quoi obéir
host-need-not-ask = n’a pas à le faire : il fonctionne dans le processus du service lui-même
host-never = jamais jusqu’ici
host-reached = Joint en dernier
host-not-looked = personne n’a encore regardé
host-not-reached = Il ne répond pas.
host-clock = Son horloge
host-clock-ahead = { $count ->
    [one] Elle est fausse, en avance de { $count } minute. Tant qu’elle n’est pas réglée, le miroir ne sert personne.
   *[other] Elle est fausse, en avance de { $count } minutes. Tant qu’elle n’est pas réglée, le miroir ne sert personne.
}
host-clock-behind = { $count ->
    [one] Elle est fausse, en retard de { $count } minute. Tant qu’elle n’est pas réglée, le miroir ne sert personne.
   *[other] Elle est fausse, en retard de { $count } minutes. Tant qu’elle n’est pas réglée, le miroir ne sert personne.
}
host-version = Version de Writ
host-free = Libre
host-full = Il n’a plus de place : il ne reçoit plus rien tant qu’il ne s’en libère pas. Donnez-lui-en davantage par la commande « writ mirror change », si vous le pouvez.
host-held = Détient
host-held-files = { $count ->
    [one] dans { $count } fichier
   *[other] dans { $count } fichiers
}
host-received = Octets reçus, en tout
host-sent = Octets envoyés aux lecteurs
host-lost = Copies trouvées disparues ou fausses
host-counted = Ce qu’il détient et a reçu est compté d’après les livres du service, en dernier le { $time }. Ce qu’il a envoyé, il le compte lui-même, et jamais à qui.
host-orders = Ordres
host-orders-all = Ordres qui lui sont adressés
host-orders-receipted = Avec son reçu
host-orders-pending = En chemin
host-orders-refused = Refusés
host-owed = Ordres sans reçu
host-order = Ordre
host-order-state = État
host-order-issued = Émis
host-order-tried = Essayé
host-order-refused = refusé
host-order-pending = en chemin
host-order-attempts = { $count ->
    [one] { $count } fois
   *[other] { $count } fois
}
host-next-applied = Laissez-le fonctionner, par « writ mirror serve » : un administrateur vous demande par une autre voie si cette clé est la vôtre, et admet le miroir s’il répond à son adresse. Des fichiers y sont placés dès lors.
host-next-empty = Il est vide : deux administrateurs le retirent maintenant. Laissez-le fonctionner jusque-là.
host-next-failed = Il ne reçoit plus jamais de fichiers. Laissez-le fonctionner jusqu’à son retrait : ce que nul autre ne détient lui est encore demandé, de même que chaque reçu qu’il doit. Pour continuer, présentez une candidature pour un autre miroir.
host-next-removed = Il a été retiré, et plus rien de lui n’est nécessaire. Arrêtez-le, et supprimez son dossier ; son nom et sa clé restent au registre.
host-next-refused = Il a été refusé, et ne participe pas. Arrêtez-le et supprimez son dossier. Pour essayer de nouveau, présentez une nouvelle candidature.
host-commands = Pour une autre adresse ou une autre place, arrêtez-le et lancez « writ mirror change » ; un administrateur l’admet. Pour abandonner une copie pour une raison tirée du droit de son pays, lancez « writ mirror refuse ».
host-change-waits = Vous avez demandé qu’il soit joint à { $address } et qu’il ait une place de { $size }. Un administrateur en décide.
host-leave-title = Partir avec ce miroir
host-leave-text = Plus rien n’y est placé dès lors, définitivement. Laissez-le fonctionner : il est lu et reçoit des ordres jusqu’à ce qu’il ne détienne et ne doive plus rien, et deux administrateurs le retirent alors.
host-leave = Partir
host-left = Plus rien n’est placé sur le miroir. Laissez-le fonctionner jusqu’à son retrait.
host-applications = Candidatures
host-application-waiting = attend un administrateur
host-application-approved = approuvée
host-application-declined = écartée
host-application-withdrawn = retirée
host-accepted = Conditions acceptées
host-accepted-version = version { $version },
host-declined-because = Pourquoi non
host-refused-because = Pourquoi le miroir a été refusé
host-token-now = Voici le jeton de rattachement de votre miroir.
host-token-once = Il sert une fois, pendant sept jours, et n’est montré que maintenant. Il va dans un fichier que personne d’autre ne peut lire : la commande entière figure plus bas.
host-token-command = Mettez-le dans un fichier nommé « invitation », et lancez-y ceci, avec l’adresse et le dossier de votre miroir à la place de ceux qui y figurent.
host-token-text = Un miroir se rattache par un jeton, qui n’est montré qu’une fois. Le miroir doit porter le nom et se trouver dans le pays qui ont été approuvés.
host-token-next = Servez ensuite le miroir par « writ mirror serve --data /srv/mirror », ou le dossier que vous avez nommé. Il figure sur cette page dès qu’il s’est rattaché, et un administrateur l’admet.
host-token-before = Vous avez créé un jeton valable jusqu’au { $time }. Si vous en créez un autre, celui-là ne vaut plus.
host-token-make = Créer un jeton de rattachement
host-withdraw = La retirer
host-withdrew = La candidature est retirée, et ce qu’elle disait de vous a disparu.
host-apply-title = Se porter candidat pour un miroir
host-apply-text = Il faut une machine qui fonctionne sans arrêt, avec une adresse et un certificat à elle. Un administrateur examine la candidature et vous laisse rattacher un miroir. Pour un autre miroir, présentez une nouvelle candidature sous le même nom.
host-name = Nom de l’hébergeur
host-name-hint = Il figure pour toujours au registre public dès qu’un miroir est admis sous ce nom. Choisissez celui sous lequel vous voulez être nommé.
host-apply-country = Pays où se trouvent les octets
host-apply-country-hint = Là où est la machine ou l’espace de stockage, et non là où vous habitez
host-apply-room = Place
host-apply-room-hint = Par exemple 500GiB ou 8TiB, au moins { $least }
host-apply-contact = Comment joindre l’hébergeur
host-apply-contact-hint = Les administrateurs le lisent, et personne d’autre. C’est conservé scellé.
host-accept = J’ai lu les conditions pour les hébergeurs, et je les accepte.
host-apply = Se porter candidat
host-applied = La candidature attend un administrateur. On vous écrit dès qu’il en est décidé.
host-terms-title = Conditions pour les hébergeurs
host-terms-first = Le texte fourni avec le logiciel

hosts-waiting = Qui demande à faire fonctionner un miroir
hosts-to-join = Candidatures approuvées, miroir pas encore rattaché
hosts-decided-lately = Candidatures décidées au cours des { $days } derniers jours
hosts-application = Candidature d’un hébergeur
hosts-applied-on = envoyée le { $day }
hosts-account = Compte
hosts-decided = Décidée
hosts-approve-title = Laisser rattacher un de ses miroirs
hosts-approve-text = Vérifiez d’abord, par une autre voie, que cette personne est bien qui elle dit et que les octets se trouveront dans ce pays : les copies d’un fichier sont chez des hébergeurs différents dans des pays différents, et cela ne vaut que si ces indications sont vraies. Le miroir est admis par un acte à part une fois rattaché.
hosts-approve = Approuver
hosts-approved = La candidature est approuvée. Son hébergeur peut maintenant rattacher un miroir.
hosts-decline-title = Écarter
hosts-decline-hint = L’hébergeur le lit.
hosts-decline = Écarter
hosts-declined = La candidature est écartée.

mail-host-approved = Vous pouvez rattacher votre miroir
mail-host-approved-text = Un administrateur a approuvé votre candidature pour un miroir. Créez un jeton de rattachement sur votre page : la commande entière par laquelle votre miroir se rattache y figure avec lui.
mail-host-declined = Votre candidature pour un miroir a été écartée
mail-host-declined-text = La raison est donnée sur votre page.
mail-host-page = Vos miroirs
mail-host-applied = Quelqu’un demande à faire fonctionner un miroir
mail-host-applied-text = La candidature attend un administrateur. Sa page dit qui c’est et ce qui est offert ; aucune lettre ne le dit.
mail-host-application = La candidature

mail-mirror-failing = Un miroir n’est plus assez fiable
mail-mirror-failing-text = Il ne reçoit plus de fichiers jusqu’à ce que cela s’améliore. Ce qu’il détient est lu comme avant.
mail-mirror-failed = Un miroir a failli
mail-mirror-failed-text = Aucun lecteur n’y est plus envoyé, et ce qu’il détenait est porté ailleurs. Il doit rester en marche : ce que personne d’autre ne détient lui est encore demandé, ainsi que chaque reçu qu’il doit.
mail-mirror-better = Un miroir est de nouveau fiable
mail-mirror-better-text = Ce qui parlait contre lui est passé, et ne le prive plus de fichiers.
mail-replica-refused = Une copie a été supprimée selon la loi du lieu
mail-replica-refused-text = L’hébergeur d’un miroir a supprimé au moins une copie pour une raison tenant à la loi de son pays. Chaque copie ainsi supprimée est conservée dans un autre pays, et n’est reprochée au miroir que s’il en supprime beaucoup. Au sujet d’autres copies du même jour, rien de plus n’est écrit.
mail-mirror-joined = Un miroir attend d’être admis
mail-mirror-joined-text = Il s’est rattaché, et aucun fichier n’y est placé avant qu’un administrateur l’admette. Sa page dit à qui il est : demandez par une autre voie si le pays, l’adresse et la clé sont bien les siens.
mail-mirror-change = Un miroir demande un changement
mail-mirror-change-text = Son hébergeur veut qu’il soit joint à une autre adresse, ou qu’il ait une autre place. Rien ne change avant qu’un administrateur l’admette. Si autre chose est demandé entre-temps, rien de plus n’est écrit.
mail-mirror-change-admitted = Le changement de votre miroir est admis
mail-mirror-change-admitted-text = Désormais le miroir est joint là où vous l’avez demandé, et a la place que vous avez demandée.
mail-mirror-change-refused = Le changement de votre miroir a été écarté
mail-mirror-change-refused-text = Le service joint le miroir là où il le faisait, et compte sur la place qu’il avait. Vous pouvez demander autre chose par « writ mirror change ».
mail-mirror-admitted = Votre miroir est admis
mail-mirror-admitted-text = Désormais des fichiers y sont placés. Laissez-le en marche : des lecteurs y sont envoyés.
mail-mirror-refused = Votre miroir a été refusé
mail-mirror-refused-text = Il ne participe pas. Arrêtez-le et supprimez son dossier. Pour réessayer, présentez une nouvelle candidature.
mail-mirror-paused = Votre miroir ne reçoit plus de fichiers pour l’instant
mail-mirror-paused-text = Un administrateur a ramené à 0 ce qui y est placé. Ce qu’il détient y reste et est lu comme avant : laissez-le en marche. On vous écrira quand il recevra de nouveau des fichiers.
mail-mirror-resumed = Votre miroir reçoit de nouveau des fichiers
mail-mirror-resumed-text = Un administrateur a décidé que des fichiers y soient de nouveau placés, selon sa place. Vous n’avez rien à faire.
mail-mirror-more = Votre miroir reçoit plus de fichiers qu’avant
mail-mirror-more-text = Un administrateur a relevé le facteur qui multiplie sa place quand des fichiers sont placés. Ce qu’il détient y reste. Vous n’avez rien à faire.
mail-mirror-fewer = Votre miroir reçoit moins de fichiers qu’avant
mail-mirror-fewer-text = Un administrateur a réduit le facteur qui multiplie sa place quand des fichiers sont placés. Ce qu’il détient y reste : laissez-le en marche.
mail-mirror-stopped = Plus rien n’est placé sur votre miroir
mail-mirror-stopped-text = Un administrateur en a décidé ainsi, définitivement. Laissez-le en marche jusqu’à ce qu’il soit retiré : ce qu’il détient est copié ailleurs, et d’ici là on y lit et on lui donne des ordres.
mail-mirror-evacuated = Votre miroir est vidé
mail-mirror-evacuated-text = Plus rien n’y est placé. Ce qu’il détient est copié ailleurs, puis lui est retiré par des ordres. Laissez-le en marche jusqu’à ce qu’il soit retiré : d’ici là on y lit, et il donne un reçu de chaque ordre.
mail-mirror-emptied = Un miroir est vide
mail-mirror-emptied-text = Plus rien ne s’y trouve, et il ne doit plus aucun reçu. Deux administrateurs peuvent le retirer maintenant ; d’ici là, il doit rester en marche.
mail-mirror-giving-up = L’abandon d’un miroir attend une seconde personne
mail-mirror-giving-up-text = Un administrateur l’a proposé. Rien ne se passe avant qu’un autre le confirme : alors aucun lecteur n’y est plus envoyé, personne n’attend plus ses reçus, et ce qu’il détient est refait ailleurs.
mail-mirror-given-up = Votre miroir a été abandonné
mail-mirror-given-up-text = Deux administrateurs en ont décidé ainsi. Aucun lecteur n’y est plus envoyé, personne n’attend plus ses reçus, et ce qu’il détenait est refait ailleurs.
mail-mirror-removal = Le retrait d’un miroir attend une seconde personne
mail-mirror-removal-text = Un administrateur l’a proposé. Rien ne se passe avant qu’un autre le confirme : alors il n’est plus des nôtres, et il ne revient jamais.
mail-mirror-removed = Votre miroir a été retiré
mail-mirror-removed-text = Deux administrateurs en ont décidé ainsi, et plus rien n’en est nécessaire. Arrêtez-le, et supprimez son dossier ; son nom et sa clé restent au registre.
mail-mirror-which = Il s’agit du miroir de { $host } ({ $country }).
mail-mirror-why = La raison est donnée sur sa page, et dans aucune lettre.
mail-mirror-closed = Vous avez fermé votre compte : aucune page n’en dit plus. Vous pouvez nous écrire, en indiquant son numéro : { $number }
mail-mirror-page = Le miroir

world-title = Où sont gardées les copies
world-lead = Chaque fichier se trouve chez des hébergeurs différents dans au moins deux pays, scellé, afin qu’aucune catastrophe ni aucun tribunal d’un seul pays ne l’emporte.
world-none = Aucun miroir ne participe encore
world-none-text = Tant que des miroirs de deux pays ne sont pas admis, aucun fichier ne peut être déposé.
world-sum = { $mirrors } de { $hosts }, dans { $countries }.
world-mirrors = { $count ->
    [one] { $count } miroir
   *[other] { $count } miroirs
}
world-hosts = { $count ->
    [one] { $count } hébergeur
   *[other] { $count } hébergeurs
}
world-countries = { $count ->
    [one] { $count } pays
   *[other] { $count } pays
}
world-map = Carte des pays qui ont des miroirs
world-caption = Les pays qui ont des miroirs sont remplis et marqués d’un point. Le tableau dit la même chose, et davantage. Dessinée d’après Natural Earth, qui est dans le domaine public.
world-table = Miroirs par pays
world-country = Pays
world-column-mirrors = Miroirs
world-column-hosts = Hébergeurs
world-column-bytes = Octets scellés
world-bytes = au moins { $size }
world-bytes-few = non indiqué
world-rule = L’admission d’un miroir figure au registre public. Ce qu’il détient est dit approximativement, et pas du tout là où il y a si peu de fichiers que cela renseignerait sur l’un d’eux. Un hébergeur qui a des miroirs dans plusieurs pays compte dans chacun, et une fois dans l’ensemble.
world-run = Faire fonctionner un miroir
world-run-text = Qui dispose d’une machine ou d’un espace de stockage, et d’un compte ici, peut se porter candidat pour garder des copies dans son pays.
world-run-link = Se porter candidat comme hébergeur
