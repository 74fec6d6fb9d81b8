"""A rights holder, a stranger, an uploader and a reviewer in French: every page of theirs keeps to the ground rules in its words, too, which
are longer."""

import journey_case
import journey_process
from browser import Journey
from selenium.webdriver.support.select import Select

from journey_case import Demo, png
from journey_process import COUNTER_NOTICE

#: Where a rights holder comes, and what stands there.
PLACES = (
    ("/rights", "Ce qu’il faut"),
    ("/rights/team", "Membres"),
    ("/rights/keys", "Clés pour programmes"),
    ("/rights/webhooks", "Points d’arrivée"),
    ("/rights/agreement", "Copies signées"),
    ("/rights/works", "Enregistrer une œuvre"),
    ("/rights/works/import", "Importer des œuvres"),
    ("/rights/principals", "Mandants"),
    ("/rights/claims", "Demandes"),
    ("/rights/claims/new", "Nouvelle demande"),
    ("/account/passkeys", "Clés d’accès"),
    ("/log", "Le registre public"),
    ("/log/entries/0", "Sa preuve"),
    ("/agreement", "L’accord avec les titulaires de droits"),
    ("/report", "Envoyer une notification de contenu illicite"),
    ("/report?basis=us-dmca", "Qui l’envoie"),
)


class French(Journey):
    expected_console = ("422",)
    signed_in = journey_case.Case.signed_in
    token = journey_case.Case.token
    first_case = journey_case.Case.first_case
    typed = journey_process.Process.typed
    claimed = journey_process.Process.claimed
    decided = journey_process.Process.decided

    @classmethod
    def start_site(cls):
        return Demo()

    def in_french(self, person) -> None:
        """From now on, whatever they read."""
        person.open("/account")
        Select(person.find("select[name='language']")).select_by_visible_text("Français")
        person.press("Use this language")
        person.expect("Vous lisez désormais le français.")

    def test_a_rights_holder_works_in_french(self):
        holder = self.signed_in("rights holder")
        self.in_french(holder)
        for path, words in PLACES:
            holder.open(path)
            holder.expect(words)
            holder.check_page("french" + path.replace("/", "-").replace("?", "-"))
        holder.open("/rights/works")
        self.first_case(holder, "/rights/works")
        holder.expect("Ajouter des références")
        holder.check_page("french-work")
        holder.open("/rights/claims")
        self.first_case(holder, "/rights/claims")
        holder.expect("Ce qui s’est passé", "Preuve de possession")
        holder.check_page("french-claim")
        holder.open("/rights/claims/new")
        holder.find("input[value='us-dmca']").click()
        holder.press("Continuer vers les liens")
        holder.fill("Ajouter des liens", "https://elsewhere.example/f/AAECAwQFBgcICQoLDA0ODw")
        holder.press("Ajouter ces liens")
        holder.expect("Ce lien mène à https://elsewhere.example, pas à ce service")
        holder.check_page("french-links")
        holder.press("4 Vérifier et envoyer")
        holder.expect("Elle ne peut pas encore être envoyée.")
        holder.check_page("french-check")

    def test_an_uploader_answers_and_a_reviewer_decides_in_french(self):
        uploader = self.signed_in("uploader")
        token = self.token(uploader)
        self.claimed(self.site.put(token, "concert.png", png()))
        self.decided()
        self.in_french(uploader)
        uploader.open("/notices")
        uploader.expect("L’un de vos fichiers ou de vos liens a été restreint", "non lu")
        uploader.check_page("french-notices")
        uploader.find("main table a[href^='/notices/']").click()
        uploader.expect("Exposé des motifs", "Vos voies de recours", "Ce qui se passe, jour par jour", "Si vous ne faites rien")
        uploader.check_page("french-notice")
        uploader.press("Envoyer une contre-notification")
        uploader.expect("Tout ce que vous saisissez ici est transmis au demandeur.")
        uploader.check_page("french-counter-notice")
        # What is missing is told by the portal, whatever a browser would say before.
        uploader.browser.execute_script("document.querySelector('main form').noValidate = true")
        uploader.press("Voir ce que lira le demandeur")
        uploader.expect("Indiquez où se trouve l’adresse.")
        uploader.check_page("french-counter-notice-refused")
        self.typed(uploader, COUNTER_NOTICE)
        uploader.find("input[value='us']").click()
        for sworn in ("mistake", "jurisdiction", "service_of_process"):
            uploader.find(f"#{sworn}").click()
        uploader.press("Voir ce que lira le demandeur")
        uploader.expect("Rien n’est encore envoyé ni conservé.")
        uploader.check_page("french-counter-notice-confirm")
        uploader.press("L’envoyer au demandeur")
        uploader.expect("le contenu est rétabli de lui-même")
        uploader.press("Introduire une réclamation")
        uploader.expect("Pourquoi la décision est erronée")
        uploader.check_page("french-appeal")
        uploader.fill("Pourquoi la décision est erronée", "J’ai une licence.")
        uploader.press("Envoyer la réclamation")
        uploader.expect("Votre réclamation a été reçue.", "Une réclamation attend d’être tranchée.")
        uploader.check_page("french-notice-answered")

        self.claimed(self.site.put(token, "quai.png", png(48)))
        reviewer = self.signed_in("reviewer")
        self.in_french(reviewer)
        for path, words in (
            ("/desk", "File d’attente"),
            ("/desk/counter-notices", "Contre-notifications"),
            ("/desk/appeals", "Réclamations"),
        ):
            reviewer.open(path)
            reviewer.expect(words)
            self.assertTrue(reviewer.browser.find_elements("css selector", "main tbody tr"), f"something waits at {path}")
            reviewer.check_page("french" + path.replace("/", "-"))
        reviewer.open("/desk")
        reviewer.press("Prendre la suivante")
        reviewer.expect("À vous jusqu’au", "Ce qui a été constaté", "Partir d’un texte conservé")
        reviewer.check_page("french-desk-claim")
        for choice in ("infringing", "disable-link"):
            reviewer.find(f"input[type=radio][value='{choice}']").click()
        reviewer.fill("Motifs", "Nous avons ouvert le fichier. C’est l’œuvre que désigne la notification.")
        reviewer.press("Voir ce que cela toucherait")
        reviewer.expect("Confirmer la décision", "Rien n’est encore tranché.", "Personne n’a ouvert les preuves de cette cible")
        reviewer.check_page("french-desk-confirm")
        reviewer.press("Revenir et modifier")
        reviewer.expect_gone("Rien n’est encore tranché.")
        reviewer.press("Ouvrir les preuves")
        reviewer.press("Le récupérer et l’afficher, flouté")
        reviewer.expect("Chaque octet a été vérifié.")
        reviewer.check_page("french-desk-evidence")
        reviewer.press("Voir ce que cela toucherait")
        reviewer.expect("Rien n’est encore tranché.")
        reviewer.press("Trancher")
        reviewer.expect("C’est tranché.", "le lien est désactivé")
        reviewer.check_page("french-desk-decided")
