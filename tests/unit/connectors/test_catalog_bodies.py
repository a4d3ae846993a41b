"""Feed rows as the two catalogs take them, and their answers as outcomes."""

from __future__ import annotations

import pytest

from catalog_feeds.channels import REGISTRY
from catalog_feeds.item import ITEM_SCHEMA
from connectors.facebook import catalog as meta
from connectors.pinterest import catalog as pinterest
from socialshop.errors import Permanent, TooMuchData
from socialshop.ports import BatchStatus, ItemChange, ItemOutcome, Operation

ROW = {
    "id": "k1",
    "title": "Bergkäse",
    "price": "10.00 EUR",
    "gtin": "",
    "image_link": "https://x.example/1.jpg",
    "additional_image_link": "https://x.example/2.jpg, https://x.example/3.jpg",
}


def change(operation: Operation, **more: str) -> ItemChange:
    return ItemChange(operation, "k1", ROW | more if operation is not Operation.DELETE else {})


def test_meta_takes_lists_and_numbers_in_their_json_form() -> None:
    body = meta.batch_body([change(Operation.CREATE, quantity_to_sell_on_facebook="7")], "facebook")
    (request,) = body["requests"]
    assert request["method"] == "UPDATE"
    assert request["data"] == {
        "id": "k1",
        "title": "Bergkäse",
        "price": "10.00 EUR",
        "image_link": "https://x.example/1.jpg",
        "additional_image_link": ["https://x.example/2.jpg", "https://x.example/3.jpg"],
        "quantity_to_sell_on_facebook": 7,
    }
    assert (body["item_type"], body["allow_upsert"]) == ("PRODUCT_ITEM", True)


def test_meta_clears_what_an_update_no_longer_has() -> None:
    gone = dict.fromkeys(("sale_price", "additional_image_link", "brand", "custom_label_0"), "")
    body = meta.batch_body([change(Operation.UPDATE, quantity_to_sell_on_facebook="", **gone)], "facebook")
    data = body["requests"][0]["data"]
    assert {name: data[name] for name in gone} == gone | {"additional_image_link": []}
    assert "quantity_to_sell_on_facebook" not in data


@pytest.mark.parametrize("channel", ["meta", "pinterest"])
def test_every_column_of_the_feed_has_a_form_in_a_batch(channel: str) -> None:
    columns = REGISTRY[channel].project(ITEM_SCHEMA.to_frame()).columns
    row = {name: "7" if name.startswith("quantity") else "x" for name in columns} | {"id": "k1"}
    filled = ItemChange(Operation.UPDATE, "k1", row)
    if channel == "meta":
        (data,) = (request["data"] for request in meta.batch_body([filled], "facebook")["requests"])
    else:
        (data,) = (item["attributes"] for item in pinterest.batch_body([filled], "DE", "DE")["items"])
    assert set(data) | {"id"} == set(columns) | {"id"}


def test_meta_deletes_by_id_alone() -> None:
    body = meta.batch_body([change(Operation.DELETE)], "facebook")
    assert body["requests"] == [{"method": "DELETE", "data": {"id": "k1"}}]


def test_meta_is_not_asked_to_take_more_bytes_than_it_does() -> None:
    with pytest.raises(TooMuchData):
        meta.batch_body([change(Operation.CREATE, description="x" * 9_999)] * 2_900, "facebook")


def test_meta_tells_refused_items_at_once() -> None:
    ticket = meta.ticket(
        {
            "handles": ["h1", "h2"],
            "validation_status": [
                {"retailer_id": "k1", "errors": [{"message": "no title"}]},
                {"retailer_id": "k2", "warnings": [{"message": "short"}]},
            ],
        }
    )
    assert ticket.handle == "h1,h2"
    assert ticket.refused == (ItemOutcome("k1", False, ("no title",)),)


def test_meta_without_a_handle_took_nothing() -> None:
    assert meta.ticket({"handles": []}).handle == ""
    assert meta.merge([]) == BatchStatus(finished=True)


@pytest.mark.parametrize("state", ["scheduled", "started", "dispatched", "in_progress"])
def test_meta_is_not_done_before_it_says_so(state: str) -> None:
    assert not meta.status({"status": state}, "facebook").finished


def test_meta_names_failed_items_even_beyond_its_sample_of_errors() -> None:
    status = meta.status(
        {
            "status": "finished",
            "errors": [{"id": "k1", "message": "a"}, {"id": "k1", "message": "b"}],
            "warnings": [{"id": "k3", "message": "w"}, {"id": "k1", "message": "w"}],
            "ids_of_invalid_requests": ["k1", "k2"],
        },
        "facebook",
    )
    assert status.outcomes == (
        ItemOutcome("k1", False, ("a", "b")),
        ItemOutcome("k2", False, ("refused without a reason",)),
        ItemOutcome("k3", True, (), ("w",)),
    )


def test_several_handles_are_done_when_all_are() -> None:
    done, failed = BatchStatus(True), ItemOutcome("k1", False, ("a",))
    assert meta.merge([done, BatchStatus(True, (failed,))]) == BatchStatus(True, (failed,))
    assert not meta.merge([done, BatchStatus(False)]).finished


@pytest.mark.parametrize("state", ["canceled", "error"])
def test_meta_giving_up_a_batch_is_an_error(state: str) -> None:
    with pytest.raises(Permanent):
        meta.status({"status": state}, "facebook")


def test_pinterest_takes_upserts_and_deletions_in_one_batch() -> None:
    ended = change(Operation.UPDATE, sale_price="")
    body = pinterest.batch_body([ended, change(Operation.DELETE)], "DE", "DE")
    upsert, deletion = body["items"]
    assert deletion == {"item_id": "k1", "operation": "DELETE"}
    assert (upsert["item_id"], upsert["operation"]) == ("k1", "UPSERT")
    assert upsert["attributes"] == {
        "title": "Bergkäse",
        "price": "10.00 EUR",
        "image_link": "https://x.example/1.jpg",
        "additional_image_link": ["https://x.example/2.jpg", "https://x.example/3.jpg"],
        "sale_price": None,
        "gtin": None,
    }


def test_pinterest_names_an_item_and_its_attribute() -> None:
    record = {"item_id": "k1", "status": "FAILURE", "errors": [{"attribute": "title", "code": 106, "message": "none"}]}
    status = pinterest.status({"status": "COMPLETED", "items": [record]}, "pinterest")
    assert status == BatchStatus(True, (ItemOutcome("k1", False, ("title: none",)),))


def test_pinterest_skipping_a_repeated_batch_leaves_nothing_to_follow() -> None:
    assert pinterest.ticket({"catalog_type": "RETAIL", "created_time": None}).handle == ""


def test_pinterest_failing_a_batch_without_a_word_is_an_error() -> None:
    with pytest.raises(Permanent):
        pinterest.status({"status": "FAILED", "items": None}, "pinterest")


def test_a_picture_that_is_no_address_is_told_as_it_stands() -> None:
    told = meta.standing_item({"retailer_id": "k1", "image_url": "https://["})
    assert told.fields["image_link"] == "https://["
    (told,) = pinterest.standing_items({"items": [{"item_id": "k1", "attributes": {"image_link": ["https://["]}}]})
    assert told.fields["image_link"] == "https://["
