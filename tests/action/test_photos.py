"""Photos of what is done: what is kept of a picture and what is not, who sees which, retiring and erasing."""

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from factories import AccountFactory, MembershipFactory
from photographs import PLACE, SAID, drawn, many_pixels, photograph, png, webp
from spirale.action import operations
from spirale.action.models import Photo, Task
from spirale.action.operations.photos import MOST, MOST_KEPT
from spirale.action.pictures import LARGE, SMALL, path_of, pictures_from
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.models import Role

from .conftest import World
from .test_plan import write

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def task(world: World) -> Task:
    return write(world, "Bêcher")


@pytest.fixture
def amina(world: World) -> Account:
    account = AccountFactory(email="amina@example.org", name="amina ")
    MembershipFactory(territory=world.territory, account=account, role=Role.MEMBER)
    return account


def add(world: World, task: Task | None = None, **given: Any) -> Photo:
    sent: dict[str, Any] = {
        "photo_id": uuid4(),
        "sheet": world.garden,
        "task": task,
        "content": photograph(),
        "shows": "Deux voisines bêchent",
        "by": world.facilitator,
    }
    return operations.add_photo(**(sent | given))


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("content", [photograph(), png(), webp()], ids=["JPEG", "PNG", "WebP"])
def test_nothing_that_a_phone_writes_into_a_picture_is_kept(content: bytes) -> None:
    assert SAID.encode() in content or b"WEBP" in content
    found = pictures_from(content)
    for one in (found.large, found.small):
        picture = opened(one.content)
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        for said in (SAID.encode(), PLACE.encode(), b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"2026"):
            assert said not in one.content


@pytest.mark.parametrize(
    ("turned", "size", "left_top"), [(1, (64, 48), "red"), (3, (64, 48), "blue"), (6, (48, 64), "red")]
)
def test_a_picture_stands_upright_however_the_phone_was_held(turned: int, size: tuple[int, int], left_top: str) -> None:
    picture = opened(pictures_from(photograph(turned=turned)).large.content)
    assert picture.size == size
    red, _green, blue = picture.getpixel((4, 4))  # type: ignore[misc]
    assert ("red" if red > blue else "blue") == left_top


@pytest.mark.parametrize(
    ("given", "large", "small"),
    [
        ((4000, 3000), (LARGE, LARGE * 3 // 4), (SMALL, SMALL * 3 // 4)),
        ((600, 1200), (600, 1200), (SMALL // 2, SMALL)),
        ((100, 60), (100, 60), (100, 60)),
    ],
)
def test_a_picture_is_made_small_enough_and_never_larger(given: Any, large: Any, small: Any) -> None:
    found = pictures_from(photograph(*given))
    assert (found.large.width, found.large.height) == opened(found.large.content).size == large
    assert (found.small.width, found.small.height) == opened(found.small.content).size == small


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16"])
def test_pictures_of_every_kind_are_read(mode: str) -> None:
    out = io.BytesIO()
    (drawn(mode="L") if mode in {"LA", "I;16"} else drawn()).convert(mode).save(out, "PNG")
    assert pictures_from(out.getvalue()).large.width == 64


def test_what_one_sees_through_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (32, 32), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(pictures_from(out.getvalue()).large.content).getpixel((8, 8)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo not readable"),
        (b"GIF89a" + b"\0" * 40, "photo not readable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", "photo not readable"),
        (photograph()[:400], "photo not readable"),
        (many_pixels(9_500, 9_500), "photo too many pixels"),
        (many_pixels(), "photo too many pixels"),
        (many_pixels(2**31 - 1, 2**31 - 1), "photo too many pixels"),
        (png(8, 400), "photo too small"),
    ],
    ids=[
        "nothing",
        "a GIF",
        "a drawing with a script",
        "half a photo",
        "too fine",
        "a page that would fill the memory",
        "more",
        "a line",
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(world: World, home: Path, content: bytes, code: str) -> None:
    with pytest.raises(Problem) as found:
        add(world, content=content)
    assert found.value.code == code
    assert not Photo.objects.exists()
    assert not list(home.rglob("*.jpg"))


def test_a_file_that_is_too_heavy_is_not_even_read(settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1000
    with pytest.raises(Problem, match="file too large"):
        pictures_from(b"\0" * 1001)


def test_a_photo_sent_twice_is_one(world: World, task: Task) -> None:
    once = uuid4()
    for _ in range(2):
        photo = add(world, task, photo_id=once)
    assert Photo.objects.get() == photo
    assert path_of(photo.pk, "large").is_file()
    assert path_of(photo.pk, "small").is_file()
    assert Event.objects.filter(verb="photo added").count() == 1
    with pytest.raises(Problem, match="elsewhere"):
        add(world, photo_id=once)


def test_a_picture_that_could_not_be_written_down_is_not_left_behind(
    world: World, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: Any, **_more: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("spirale.action.operations.photos.journal.append", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        add(world)
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_a_photo_needs_words_and_a_chosen_action(world: World, task: Task) -> None:
    with pytest.raises(Problem, match="without words"):
        add(world, shows="  ")
    with pytest.raises(Problem, match="not chosen"):
        add(world, sheet=world.left_out)
    with pytest.raises(Problem, match="elsewhere"):
        add(world, task, sheet=world.bus)


def test_there_is_room_for_so_many_of_each_task(world: World, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    first = add(world, task)
    for number in range(1, MOST):
        Photo.objects.create(**{**values_of(first), "id": uuid4(), "shows": str(number)})
    with pytest.raises(Problem, match="full"):
        add(world, task)
    add(world)  # of the action as a whole
    operations.retire_photo(photo=first, by=world.facilitator)
    add(world, task)
    with pytest.raises(Problem, match="full"):
        operations.bring_photo_back(photo=first, by=world.facilitator)


def test_retired_photos_do_not_fill_the_disk(world: World, task: Task) -> None:
    first = add(world, task)
    operations.retire_photo(photo=first, by=world.facilitator)
    first.refresh_from_db()
    for _ in range(1, MOST_KEPT):
        Photo.objects.create(**{**values_of(first), "id": uuid4()})
    with pytest.raises(Problem, match="full"):
        add(world, task)
    operations.erase_photo(photo=first, by=world.facilitator)
    assert add(world, task)


def values_of(photo: Photo) -> dict[str, Any]:
    return {field.attname: getattr(photo, field.attname) for field in Photo._meta.concrete_fields}


def test_those_who_do_the_task_and_facilitators_bring_photos_and_nobody_else(
    world: World, task: Task, amina: Account
) -> None:
    assert add(world, task, by=amina)
    assert add(world, task)
    for who in (world.member, world.reader, world.stranger, AccountFactory(name="Amina")):
        with pytest.raises(PermissionDenied):
            add(world, task, by=who)
    with pytest.raises(PermissionDenied):
        add(world, by=amina)  # she did not sign for the action
    world.promise(who="Amina", signed_as="Amina")
    assert add(world, by=amina)


def test_a_reader_who_takes_the_name_of_an_owner_brings_no_photo(world: World, task: Task) -> None:
    world.promise(who="Amina", signed_as="Amina")
    Account.objects.filter(pk=world.reader.pk).update(name="Amina")
    world.reader.refresh_from_db()
    for where in (task, None):
        with pytest.raises(PermissionDenied):
            add(world, where, by=world.reader)


def test_only_whoever_brought_it_says_that_people_agree_and_facilitators_may_take_it_back(
    world: World, task: Task, amina: Account
) -> None:
    photo = add(world, task, by=amina)
    with pytest.raises(PermissionDenied):
        operations.show_photo(photo=photo, is_agreed=True, by=world.facilitator)
    for _ in range(2):
        assert operations.show_photo(photo=photo, is_agreed=True, by=amina).agreed_at
    assert operations.show_photo(photo=photo, is_agreed=False, by=world.facilitator).agreed_at is None
    assert Event.objects.filter(verb="photo shown to all").count() == 1
    with pytest.raises(PermissionDenied):
        operations.retire_photo(photo=photo, by=world.member)


def picture_at(photo: Photo, size: str = "small") -> str:
    return reverse("action:photo", args=[photo.pk, size])


def test_outside_one_sees_a_photo_once_people_agree_where_the_territory_is_public(
    world: World, task: Task, signed_in: Any
) -> None:
    photo = add(world, task)
    outside, inside = signed_in(None), signed_in(world.reader)

    def answers() -> tuple[int, int, int]:
        asked = (outside, signed_in(world.stranger), inside)
        return tuple(client.get(picture_at(photo)).status_code for client in asked)  # type: ignore[return-value]

    assert answers() == (302, 404, 200)
    operations.show_photo(photo=photo, is_agreed=True, by=world.facilitator)
    assert answers() == (302, 404, 200)
    world.territory.is_public = True
    world.territory.save()
    assert answers() == (200, 200, 200)
    operations.show_photo(photo=photo, is_agreed=False, by=world.facilitator)
    assert answers() == (302, 403, 200)
    operations.show_photo(photo=photo, is_agreed=True, by=world.facilitator)
    operations.retire_photo(photo=photo, by=world.facilitator)
    assert answers() == (302, 403, 403)
    assert signed_in(world.facilitator).get(picture_at(photo)).status_code == 200


def test_the_public_steps_show_what_people_agreed_to_and_wait_with_loading_it(
    world: World, task: Task, signed_in: Any
) -> None:
    add(world, task, shows="caché")
    shown = add(world, task, shows='<script>"x"', is_agreed=True)
    retired = add(world, shows="retiré", is_agreed=True)
    operations.retire_photo(photo=retired, by=world.facilitator)
    world.territory.is_public = True
    world.territory.save()
    page = signed_in(None).get(reverse("action:steps", args=["val"])).content.decode()
    assert page.count("<img") == 1
    assert 'loading="lazy"' in page
    assert f'width="{shown.small_width}"' in page
    assert "&lt;script&gt;&quot;x&quot;" in page
    assert "<script>&quot;" not in page


def test_a_photo_is_brought_described_shown_retired_and_erased_on_the_pages(
    world: World, task: Task, amina: Account, signed_in: Any
) -> None:
    client: Client = signed_in(amina)
    address = reverse("action:photos_of_task", args=[task.pk])
    once = uuid4()

    def send(**changes: Any) -> Any:
        file = SimpleUploadedFile("photo.jpg", photograph(1200, 900), content_type="image/jpeg")
        return client.post(address, {"photo_id": once, "picture": file, "shows": "On bêche", **changes})

    assert send(shows="").status_code == 422
    assert send(picture=SimpleUploadedFile("x.jpg", b"x")).status_code == 422
    for _ in range(2):
        assert send().status_code == 302
    photo = Photo.objects.get()
    assert (photo.shows, photo.agreed_at, photo.made_by) == ("On bêche", None, amina)
    act = reverse("action:change_photo", args=[photo.pk])
    client.post(act, {"act": "describe", "shows": "On bêche à deux"})
    client.post(act, {"act": "agree"})
    photo.refresh_from_db()
    assert (photo.shows, photo.agreed_at is not None) == ("On bêche à deux", True)
    client.post(act, {"act": "retire"})
    assert "On bêche à deux" in client.get(address).content.decode()  # she may bring it back
    assert "On bêche à deux" not in signed_in(world.reader).get(address).content.decode()
    client.post(act, {"act": "bring_back"})
    assert "On bêche à deux" in signed_in(world.reader).get(address).content.decode()
    assert signed_in(world.member).get(reverse("action:task", args=[task.pk])).content.decode().count("<img") == 1
    for who, status in ((world.reader, 403), (world.member, 403), (world.stranger, 404)):
        assert signed_in(who).post(act, {"act": "retire"}).status_code == status
    client.post(act, {"act": "erase"})
    assert not path_of(photo.pk, "large").exists()
    assert not path_of(photo.pk, "small").exists()
    photo.refresh_from_db()
    assert (photo.shows, photo.agreed_at) == ("", None)
    assert client.get(picture_at(photo)).status_code == 404
    assert client.post(act, {"act": "bring_back"}).status_code == 404


def test_an_erased_photo_leaves_no_words_in_the_journal(world: World, task: Task) -> None:
    photo = add(world, task, shows="Amina et Luc bêchent")
    operations.describe_photo(photo=photo, shows="Amina bêche", by=world.facilitator)
    operations.erase_photo(photo=photo, by=world.facilitator)
    operations.erase_photo(photo=photo, by=world.facilitator)
    assert "Amina" not in str(list(Event.objects.filter(kind="photo").values_list("details", flat=True)))
    with pytest.raises(Problem, match="erased"):
        operations.bring_photo_back(photo=photo, by=world.facilitator)
    assert Event.objects.filter(verb="photo erased").count() == 1


def test_a_picture_that_has_not_changed_is_not_sent_again(world: World, task: Task, signed_in: Any) -> None:
    photo, client = add(world, task), signed_in(world.reader)
    first = client.get(picture_at(photo))
    assert first["Content-Type"] == "image/jpeg"
    assert "private" in first["Cache-Control"]
    assert opened(first.content).size == (64, 48)
    assert client.get(picture_at(photo), headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(picture_at(photo, "huge")).status_code == 404


def test_a_picture_whose_file_is_lost_is_not_there_and_its_page_is(world: World, task: Task, signed_in: Any) -> None:
    photo, client = add(world, task), signed_in(world.reader)
    path_of(photo.pk, "small").unlink()
    assert client.get(picture_at(photo)).status_code == 404
    assert client.get(reverse("action:photos_of_action", args=[world.garden.pk])).status_code == 200


def test_trips_to_the_database_do_not_grow_with_photos(world: World, task: Task, signed_in: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(world.facilitator)
    addresses = [
        reverse("action:photos_of_task", args=[task.pk]),
        reverse("action:photos_of_action", args=[world.garden.pk]),
        reverse("action:task", args=[task.pk]),
        reverse("action:steps", args=["val"]),
    ]

    def trips(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    add(world, task, is_agreed=True)
    before = [trips(address) for address in addresses]
    for _ in range(4):
        add(world, task, is_agreed=True)
    assert [trips(address) for address in addresses] == before
    assert max(before) <= 20
