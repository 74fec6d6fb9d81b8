# Les plaintes de qui a un lien bloqué, ou dont le compte a été résilié.

# Ce qui est refusé. Un message commence par une minuscule s’il est seul, par une majuscule auprès d’un champ.
complaint-words-missing = Dites ce qui ne va pas dans ce blocage
complaint-words-key = Ceci semble contenir la clé d’un lien, la partie après le # : ôtez-la, afin que personne ici ne puisse ouvrir le fichier
complaint-too-many = tant de plaintes au sujet de ce lien sont arrivées en un jour qu’il n’en est plus reçu pour l’instant. Réessayez demain
complaint-answer-missing = Dites ce que vous avez constaté : l’auteur de la plainte le lit
complaint-you-decided = vous avez déjà décidé à ce sujet : quelqu’un d’autre répond
complaint-meanwhile = cette plainte a entre-temps reçu une réponse
complaint-unreadable = ce que dit cette plainte a été altéré dans la base de données et ne peut plus être lu : faites réexaminer la décision
complaint-restricts-nothing = la décision ne restreint plus rien, et l’auteur de la plainte en est informé sans vous
complaint-still-restricts = la décision restreint toujours : il faut d’abord qu’elle soit annulée
complaint-restricts-no-more = la décision ne restreint plus rien : dites qu’elle a été annulée
complaint-account-words-missing = Dites pourquoi le compte n’aurait pas dû être fermé
complaint-account-is-open = le compte n’est plus fermé, et l’auteur de la plainte en est informé sans vous
complaint-account-still-closed = le compte est toujours fermé : il faut d’abord que la mesure soit levée
complaint-account-open-again = le compte n’est plus fermé : dites que la décision a été annulée

# Ce qui est écrit à l’auteur de la plainte, à l’adresse qu’il a donnée.
complaint-mail-title = Votre plainte au sujet d’un lien bloqué
complaint-mail-number = Numéro
complaint-mail-received = Reçue
complaint-mail-stands =
    { $by ->
        [another] Une personne qui n’avait pas pris la décision
       *[whoever-decided] Une personne
    } a examiné votre plainte. La décision est maintenue, et le lien reste bloqué.
complaint-mail-again =
    { $by ->
        [another] Une personne qui n’avait pas pris la décision
       *[whoever-decided] Une personne
    } a examiné votre plainte, et a soumis la décision à un réviseur principal, qui la réexamine. D’ici là, le lien reste bloqué.
complaint-mail-stands-after-all = Un réviseur principal a réexaminé la décision par laquelle le lien est bloqué. Elle est maintenue, et le lien reste bloqué.
complaint-mail-overturned = Un réviseur principal a réexaminé la décision par laquelle le lien était bloqué. Ce qu’elle restreignait a pris fin. Si autre chose restreint le fichier, le lien reste bloqué.
complaint-mail-moot = Ce dont vous vous plaigniez a pris fin autrement : cela ne bloque plus le lien. Si autre chose restreint le fichier, le lien reste bloqué.
complaint-mail-gone = Le fichier auquel mène le lien a été supprimé définitivement avant que votre plainte ait reçu une réponse définitive. Rien ne peut plus en être rendu.
complaint-mail-account-title = Votre plainte au sujet d’un compte fermé
complaint-mail-account-stands =
    { $by ->
        [another] Une personne qui n’avait pas pris la décision
       *[whoever-decided] Une personne
    } a examiné votre plainte. La décision est maintenue : le compte reste fermé, et ce qu’il partageait reste inaccessible.
complaint-mail-account-again =
    { $by ->
        [another] Une personne qui n’avait pas pris la décision
       *[whoever-decided] Une personne
    } a examiné votre plainte, et a soumis la décision à un réviseur principal, qui la réexamine. D’ici là, le compte reste fermé.
complaint-mail-account-stands-after-all = Un réviseur principal a réexaminé la décision par laquelle le compte a été fermé. Elle est maintenue : le compte reste fermé, et ce qu’il partageait reste inaccessible.
complaint-mail-account-overturned = Un réviseur principal a réexaminé la décision par laquelle le compte avait été fermé. Le compte est de nouveau ouvert. C’est à son titulaire de dire si le lien ouvre de nouveau quelque chose : ce qui a été supprimé entre-temps, il peut le rétablir pendant un certain temps.
complaint-mail-account-moot = Ce dont vous vous plaigniez a pris fin autrement : le compte n’est plus fermé. C’est à son titulaire de dire si le lien ouvre de nouveau quelque chose.
complaint-mail-found = Ce qui a été constaté
complaint-mail-ways = Le déposant du fichier et l’auteur de la notification ont leurs propres voies pour faire réexaminer la décision, ici et ailleurs, et en ont été informés. Si vous savez qui vous a envoyé le lien, cette personne peut vous dire si un réexamen est en cours.
complaint-mail-account-ways = Le titulaire du compte a ses propres voies pour faire réexaminer la décision, ici et ailleurs, et en a été informé.
complaint-mail-once-more = Vous recevez ceci parce qu’une plainte envoyée sur { $host } indiquait cette adresse pour la réponse. Il y aura encore un message, avec la suite donnée ; l’adresse ne sera alors plus conservée avec la plainte.
complaint-mail-last = Vous recevez ceci parce qu’une plainte envoyée sur { $host } indiquait cette adresse pour la réponse. C’est le dernier message à ce sujet, et l’adresse n’est plus conservée avec la plainte.

# Ce qui figure sur l’affaire d’une décision à réexaminer
complaint-note = La cible { $position } est à réexaminer après la plainte d’une personne qui a un lien bloqué. Ce qui lui a été répondu : { $page }

# Le formulaire, et l’accusé de réception
complaint-title = Se plaindre d’un lien bloqué
complaint-lead = Dites ce qui ne va pas dans ce blocage. Une personne le lit et répond sous { $days } jours : une personne qui n’a pas pris la décision, sauf s’il n’y en a pas d’autre.
complaint-not-an-appeal = Si le fichier est à vous, ce n’est pas la bonne voie : { $notices } disent comment faire réexaminer la décision, avec des droits qu’une plainte n’a pas.
complaint-words = Ce qui ne va pas
complaint-words-hint = Par exemple que le fichier est autre chose que ce qui a été dit, ou que la personne qui l’a partagé en a le droit. Ni le déposant du fichier ni celui qui l’a fait bloquer ne voient ce que vous écrivez. Ne collez pas la partie du lien après le # : qui l’a peut ouvrir le fichier.
complaint-email = Votre adresse électronique
complaint-email-hint = Pour la réponse et rien d’autre. Aucune partie à l’affaire ne la voit. Dès que vous avez la réponse définitive, elle n’est plus conservée avec la plainte. Le message qui porte la réponse, et l’adresse avec lui, est conservé 14 jours après son envoi, ou jusqu’à ce que le service se soit occupé de celui qui est revenu.
complaint-account-title = Se plaindre d’un compte fermé
complaint-account-lead = Dites pourquoi le compte n’aurait pas dû être fermé. Une personne le lit et répond sous { $days } jours : une personne qui n’a pas pris la décision, sauf s’il n’y en a pas d’autre.
complaint-account-not-an-appeal = Si le compte est à vous, ce n’est pas la bonne voie : { $notices } disent comment faire réexaminer la décision, avec des droits qu’une plainte n’a pas.
complaint-account-words = Pourquoi il n’aurait pas dû être fermé
complaint-account-words-hint = Par exemple que vous avez besoin de ce qui vous a été partagé, et d’où cela vient. Le titulaire du compte ne voit pas ce que vous écrivez. Ne collez pas la partie du lien après le # : qui l’a peut ouvrir le fichier.
complaint-send = Envoyer la plainte
complaint-received-title = Plainte reçue
complaint-received-lead = Une personne la lit, qui n’a pas pris la décision sauf s’il n’y en a pas d’autre : { $due }.
complaint-answer = Réponse
complaint-answer-mail = Elle va à l’adresse électronique que vous avez donnée.
complaint-answer-none = Vous n’avez pas donné d’adresse électronique : ce que vous avez écrit est examiné malgré tout, et personne ne peut vous dire ce qu’il en est advenu.

# Le bureau
desk-nav-complaints = Plaintes
desk-complaints-title = Plaintes au sujet de liens bloqués et de comptes fermés
desk-complaints-lead = De personnes qui ont un lien bloqué, ou dont le compte a été fermé, et qui n’ont pas de réclamation. Quelqu’un qui n’a pris aucune part à la décision répond à chacune, sauf s’il n’y a personne d’autre ; aucune partie n’en lit une seule.
desk-complaints-for-seniors = Décisions à réexaminer après une plainte
desk-complaints-unanswered = Plaintes en attente de réponse
desk-complaints-seniors-wait = { $count ->
    [one] Une plainte attend qu’un réviseur principal réexamine la décision
   *[other] { $count } plaintes attendent qu’un réviseur principal réexamine la décision
}
desk-complaints-none-unanswered = Rien n’attend de réponse
desk-complaints-none-text = Chaque plainte d’une personne dont le lien ne s’ouvre pas, parce qu’il est bloqué ou que son compte a été fermé, figure ici dès que vous pouvez y répondre, la plus proche de son échéance en premier.
desk-complaints-waiting = Plaintes en attente
desk-complaints-about = La demande en cause
desk-complaints-accounts = Au sujet de comptes fermés
desk-complaints-link = Le lien
desk-complaint-title = Une plainte au sujet d’un lien bloqué
desk-complaint-account-title = Une plainte au sujet d’un compte fermé
desk-complaint-words = Ce qui n’irait pas
desk-complaint-erased = Le texte est effacé, son temps étant écoulé. Que la plainte est venue, et comment elle a fini, demeure.
desk-complaint-received = Reçue le { $time }, au sujet du lien { $link }.
desk-complaint-waits = Sans réponse
desk-complaint-stands = La décision est maintenue
desk-complaint-stands-hint = La plainte prend fin avec votre réponse.
desk-complaint-close-stands-hint = Vous l’avez réexaminée et concluez de même.
desk-complaint-again = Un réviseur principal la réexamine
desk-complaint-again-hint = Elle figure sur la liste des réviseurs principaux, et en note sur l’affaire. D’ici là, rien ne change.
desk-complaint-account-again-hint = Elle figure sur la liste des réviseurs principaux. D’ici là, rien ne change.
desk-complaint-overturned = La décision a été annulée
desk-complaint-overturned-hint = Ce qu’elle restreignait est déjà rendu : notez-le ici.
desk-complaint-account-overturned-hint = La mesure est déjà levée, sur la page de qui elle vise : notez-le ici.
desk-complaint-moot = Son objet avait pris fin
desk-complaint-reversed = La décision ne restreint plus rien : voyez { $link } pour ce qui a été décidé à sa place.
desk-complaint-lifted = La mesure a été levée entre-temps : { $link }.
desk-complaint-verdict = Ce qui est répondu
desk-complaint-found = Ce que vous avez constaté
desk-complaint-mailed = Votre réponse part par courrier électronique à l’adresse laissée avec la plainte, telle que vous l’écrivez.
desk-complaint-mailed-nowhere = Aucune adresse n’a été laissée avec la plainte : votre réponse n’est envoyée nulle part, et l’auteur de la plainte ne la lit pas.
desk-complaint-language = L’auteur de la plainte lit cette langue : { $language }.
desk-complaint-readers = Personne n’a confirmé l’adresse : ne dites rien des parties, d’une injonction ni du contenu du fichier.
desk-complaint-readers-none = Elle figure sur cette page, pour le personnel.
desk-complaint-answer = Répondre
desk-complaint-answered = Ce qui a été répondu
desk-complaint-closed = Ce que le réexamen a donné
desk-complaint-choose = Dites si la décision est maintenue.
desk-complaint-done = La plainte a reçu sa réponse.
desk-complaint-taken = La plainte est entre vos mains : personne d’autre n’y répond entre-temps.
desk-complaint-released = La plainte est de nouveau libre.
desk-complaint-other = Vous avez déjà décidé à ce sujet : quelqu’un d’autre répond.
desk-complaint-senior = Un réviseur principal dit ce que le réexamen a donné.
