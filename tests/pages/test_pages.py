"""What every page shares: frame, language, errors, forms."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django import forms
from django.db import OperationalError
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from factories import AccountFactory
from spirale.pages import queries, views

pytestmark = pytest.mark.database


class Marked(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def with_id(self, id_: str) -> dict[str, str | None]:
        return next(attributes for _tag, attributes in self.tags if attributes.get("id") == id_)


def test_a_page_speaks_french_to_who_chose_nothing(client):
    page = client.get("/about/")
    assert page.headers["Content-Language"] == "fr"
    assert 'lang="fr"' in page.content.decode()


def test_the_chosen_language_is_kept_and_leads_back(client):
    answer = client.post("/language/", {"language": "en", "next": "/about/"})
    assert answer.url == "/about/"
    assert 'lang="en"' in client.get("/about/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_choosing_a_language_never_leads_elsewhere(client, elsewhere):
    assert client.post("/language/", {"language": "en", "next": elsewhere}).url == "/"


def test_an_unknown_language_is_refused(client):
    assert client.post("/language/", {"language": "xx"}).status_code == 400


def test_the_language_is_never_changed_by_following_a_link(client):
    assert client.get("/language/?language=en").status_code == 405


@pytest.mark.parametrize("address", ["/", "/about/", "/sign-in/", "/nowhere/"])
def test_every_page_has_a_way_past_its_header_one_title_and_a_region_that_speaks(client, address):
    page = Marked(client.get(address).content.decode())
    tags = [tag for tag, _attributes in page.tags]
    assert tags.count("h1") == 1
    assert tags.count("main") == 1
    assert page.with_id("announcements")["role"] == "status"
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links[0] == "#main"
    page.with_id("main")


@pytest.mark.parametrize("address", ["/", "/about/", "/sign-in/"])
def test_no_page_holds_a_script_or_a_style_of_its_own(client, address):
    page = Marked(client.get(address).content.decode())
    for tag, attributes in page.tags:
        assert tag != "style"
        assert tag != "script" or attributes.get("src")
        assert not {name for name in attributes if name.startswith("on")}


def test_htmx_is_given_the_proof_of_origin(client):
    client.get("/sign-in/")
    page = Marked(client.get("/sign-in/").content.decode())
    body = next(attributes for tag, attributes in page.tags if tag == "body")
    assert '"X-CSRFToken": "' in (body["hx-headers:inherited"] or "")


def test_a_form_without_its_proof_of_origin_is_met_with_a_sentence():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"email": "someone@example.org"})
    assert answer.status_code == 403
    assert "envoyer encore une fois" in answer.content.decode()


def test_a_missing_page_says_what_to_do(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert 'href="/sign-in/"' in answer.content.decode()


def test_our_own_faults_are_said_without_asking_the_database(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0), translation.override("fr"):
        answer = views.our_fault(request)
    assert answer.status_code == 500
    assert "La faute est la nôtre" in answer.content.decode()


def test_a_request_that_cannot_be_read_is_met_with_a_sentence():
    answer = views.bad_request(RequestFactory().get("/"), ValueError())
    assert answer.status_code == 400


def test_health_answers_well_when_nothing_waits(client):
    answer = client.get("/health/")
    assert answer.json() == {"database": "answers", "worker": "idle", "waiting": 0, "well": True}


def waiting_task(**fields: object) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path="spirale.nothing",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=timezone.now(),
        **fields,
    )


def test_health_tells_when_nobody_takes_the_work_up(client):
    waiting_task(status="READY")
    late = timezone.now() + queries.PATIENCE + timedelta(seconds=1)
    assert queries.health(at=timezone.now()).worker == "idle"
    found = queries.health(at=late)
    assert (found.worker, found.waiting, found.is_well) == ("stopped", 1, False)


def test_a_worker_at_work_is_not_called_stopped():
    waiting_task(status="READY")
    waiting_task(status="RUNNING")
    assert queries.health(at=timezone.now() + timedelta(hours=1)).worker == "working"


def test_health_tells_when_the_database_is_silent(client, monkeypatch):
    def silent() -> None:
        raise OperationalError

    monkeypatch.setattr(queries.connection, "cursor", silent)
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"] == "silent"


class ExampleForm(forms.Form):
    name = forms.CharField(help_text="As people say it.")
    place = forms.CharField(required=False)
    sure = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def test_a_field_is_tied_to_its_label_its_help_and_its_error():
    page = Marked(str(ExampleForm({"name": ""})))
    name = page.with_id("id_name")
    assert name["aria-invalid"] == "true"
    described = (name["aria-describedby"] or "").split()
    assert described == ["id_name_helptext", "id_name_error"]
    for id_ in described:
        page.with_id(id_)
    labelled = {attributes["for"] for tag, attributes in page.tags if tag == "label"}
    assert {"id_name", "id_place", "id_sure"} <= labelled


def test_errors_are_summed_up_with_a_link_to_each_field():
    page = Marked(str(ExampleForm({"name": ""})))
    links = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    assert "#id_name" in links
    for link in links:
        page.with_id((link or "")[1:])
    assert any(attributes.get("role") == "alert" for _tag, attributes in page.tags)


def test_what_may_be_left_empty_says_so():
    with translation.override("fr"):
        assert str(ExampleForm()).count("(facultatif)") == 1


def test_help_and_labels_that_carry_markup_stay_words():
    class Hostile(forms.Form):
        name = forms.CharField(label="<b>x</b>", help_text="<script>alert(1)</script>")

    drawn = str(Hostile({"name": ""}))
    assert "<script>" not in drawn
    assert "<b>" not in drawn


def test_a_note_mark_is_drawn_for_the_eye_and_said_for_the_ear():
    with translation.override("fr"):
        mark = Template("{% note_mark 'Q2' -1 %}").render(Context())
    assert "−" in mark
    assert "mal-être" in mark
    assert Template("{% note_mark code 0 %}").render(Context({"code": "<i>"})) == "&lt;i&gt;"


def test_a_message_is_announced_once(client):
    client.force_login(AccountFactory())
    client.post("/sign-out/")
    assert "Vous voilà déconnecté." in client.get("/sign-in/").content.decode()
    assert "Vous voilà déconnecté." not in client.get("/sign-in/").content.decode()
