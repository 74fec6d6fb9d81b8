"""A rights holder and a stranger in French: every page of theirs keeps to the ground rules in its words, too, which are longer."""

import journey_case
from browser import Journey
from selenium.webdriver.support.select import Select

from journey_case import Demo

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
    first_case = journey_case.Case.first_case

    @classmethod
    def start_site(cls):
        return Demo()

    def test_a_rights_holder_works_in_french(self):
        holder = self.signed_in("rights holder")
        holder.open("/account")
        Select(holder.browser.find_element("css selector", "select[name='language']")).select_by_visible_text("Français")
        holder.press("Use this language")
        holder.expect("Vous lisez désormais le français.")
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
        holder.browser.find_element("css selector", "input[value='us-dmca']").click()
        holder.press("Continuer vers les liens")
        holder.fill("Ajouter des liens", "https://elsewhere.example/f/AAECAwQFBgcICQoLDA0ODw")
        holder.press("Ajouter ces liens")
        holder.expect("Ce lien mène à https://elsewhere.example, pas à ce service")
        holder.check_page("french-links")
        holder.press("4 Vérifier et envoyer")
        holder.expect("Elle ne peut pas encore être envoyée.")
        holder.check_page("french-check")
