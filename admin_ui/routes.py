"""Every address of the pages for people."""

from starlette.routing import BaseRoute, Mount, Route

from admin_ui.built_files import static_files
from admin_ui.doors import Endpoint, PageFunction, page, public_page
from admin_ui.pages import (
    asset,
    asset_forms,
    audit,
    bulk,
    channels,
    collections,
    download,
    leaving,
    library,
    links,
    notices,
    people,
    preferences,
    receipt,
    rendition,
    rendition_file,
    review,
    selection,
    sheets,
    sign_in,
    stages,
    subtitles,
    tokens,
    trash,
    upload,
    webhooks,
)
from admin_ui.pages.comparisons import page as comparisons
from admin_ui.pages.comparisons import planned as comparison_planned
from admin_ui.pages.insights import asset as asset_insights
from admin_ui.pages.insights import counting, feedback, journey, overview, sales, why

PAGES: tuple[tuple[str, PageFunction], ...] = (
    ("/", library.library_page),
    ("/upload", upload.upload_page),
    ("/assets/{asset_id}", asset.asset_page),
    ("/assets/{asset_id}/progress", asset.progress_part),
    ("/assets/{asset_id}/insights", asset_insights.asset_insights_page),
    ("/assets/{asset_id}/receipt", receipt.receipt_part),
    ("/assets/{asset_id}/renditions/{name:path}", rendition.rendition_page),
    ("/bulk", bulk.bulk_page),
    ("/bulk/new", bulk.new_page),
    ("/bulk/{edit_id}", bulk.edit_page),
    ("/bulk/{edit_id}/progress", bulk.progress_part),
    ("/collections", collections.collections_page),
    ("/collections/{collection_id}", collections.collection_page),
    ("/channels", channels.channels_page),
    ("/channels/{channel}/new-preset", channels.preset_page),
    ("/channels/{channel}/presets/{preset}", channels.preset_page),
    ("/insights", overview.insights_page),
    ("/insights/journey", journey.journey_page),
    ("/insights/sales", sales.sales_page),
    ("/insights/feedback", feedback.feedback_page),
    ("/insights/counting", counting.counting_page),
    ("/insights/why", why.why_page),
    ("/insights/comparisons", comparisons.comparisons_page),
    ("/insights/comparisons/new", comparison_planned.planned_page),
    ("/insights/comparisons/{comparison_id}.csv", comparisons.comparison_csv),
    ("/insights/comparisons/{comparison_id}", comparisons.comparison_page),
    ("/insights.csv", overview.insights_csv),
    ("/links", links.links_page),
    ("/links/{code}", links.link_page),
    ("/review", review.review_page),
    ("/trash", trash.trash_page),
    ("/people", people.people_page),
    ("/tokens", tokens.tokens_page),
    ("/webhooks", webhooks.webhooks_page),
    ("/webhooks/{webhook_id}", webhooks.webhook_page),
    ("/admin/stages", stages.stages_page),
    ("/account", people.account_page),
    ("/people/{person_id}/leaving", leaving.leaving_page),
    ("/people/{person_id}/personal-data", leaving.personal_data_file),
    ("/notices", notices.notices_page),
    ("/admin/audit", audit.audit_page),
    ("/admin/audit.csv", audit.audit_csv),
)
"""What is read."""

FILES: tuple[tuple[str, PageFunction], ...] = (
    ("/assets/{asset_id}/rendition-files/{name:path}", rendition_file.rendition_file),
    ("/links/{code}/qr", links.qr_file),
)
"""What pages show or play."""

FORMS: tuple[tuple[str, PageFunction], ...] = (
    ("/upload", upload.upload_form),
    ("/selection", selection.selection_form),
    ("/selection/download", download.download_form),
    ("/bulk", bulk.plan_form),
    ("/bulk/new", bulk.new_form),
    ("/bulk/import", sheets.import_form),
    ("/bulk/export", sheets.export_form),
    ("/bulk/{edit_id}/make", bulk.make_form),
    ("/bulk/{edit_id}/cancel", bulk.cancel_form),
    ("/bulk/{edit_id}/undo", bulk.undo_form),
    ("/assets/{asset_id}/focal-point", asset_forms.focal_point_form),
    ("/assets/{asset_id}/texts", asset_forms.texts_form),
    ("/assets/{asset_id}/rights", asset_forms.rights_form),
    ("/assets/{asset_id}/status", asset_forms.status_form),
    ("/assets/{asset_id}/collections", asset_forms.collect_form),
    ("/assets/{asset_id}/trash", asset_forms.trash_form),
    ("/assets/{asset_id}/versions", asset_forms.version_form),
    ("/assets/{asset_id}/subtitles", subtitles.subtitles_form),
    ("/assets/{asset_id}/subtitles/{locale}/remove", subtitles.remove_form),
    ("/assets/{asset_id}/versions/{number:int}/restore", asset_forms.restore_form),
    ("/assets/{asset_id}/versions/{number:int}/approve", asset_forms.approve_form),
    ("/collections", collections.create_form),
    ("/collections/{collection_id}", collections.edit_form),
    ("/collections/{collection_id}/delete", collections.delete_form),
    ("/channels", channels.channel_form),
    ("/channels/{channel}", channels.channel_form),
    ("/channels/{channel}/new-preset", channels.preset_form),
    ("/channels/{channel}/new-preset/preview", channels.preview_part),
    ("/channels/{channel}/presets/{preset}", channels.preset_form),
    ("/channels/{channel}/presets/{preset}/preview", channels.preview_part),
    ("/channels/{channel}/presets/{preset}/delete", channels.delete_form),
    ("/channels/{channel}/presets/{preset}/restore", channels.restore_form),
    ("/insights/comparisons", comparison_planned.create_form),
    ("/insights/comparisons/{comparison_id}", comparisons.change_form),
    ("/insights/comparisons/{comparison_id}/start", comparisons.start_form),
    ("/insights/comparisons/{comparison_id}/end", comparisons.end_form),
    ("/insights/comparisons/{comparison_id}/delete", comparisons.delete_form),
    ("/links", links.create_form),
    ("/links/{code}", links.change_form),
    ("/links/{code}/retire", links.retire_form),
    ("/review", review.review_form),
    ("/trash/restore", trash.restore_form),
    ("/people", people.add_form),
    ("/people/{person_id}", people.change_form),
    ("/tokens", tokens.create_form),
    ("/tokens/{token_id}/revoke", tokens.revoke_form),
    ("/webhooks", webhooks.create_form),
    ("/webhooks/{webhook_id}", webhooks.change_form),
    ("/webhooks/{webhook_id}/switch", webhooks.switch_form),
    ("/webhooks/{webhook_id}/rotate", webhooks.rotate_form),
    ("/webhooks/{webhook_id}/ping", webhooks.ping_form),
    ("/webhooks/{webhook_id}/delete", webhooks.delete_form),
    ("/webhooks/{webhook_id}/deliveries/{delivery_id}/resend", webhooks.resend_form),
    ("/admin/stages", stages.stages_form),
    ("/account", people.account_form),
    ("/people/{person_id}/hand-over", leaving.hand_over_form),
    ("/people/{person_id}/erase", leaving.erase_form),
    ("/notices", notices.open_form),
    ("/admin/audit", audit.verify_form),
    ("/notices/choices", notices.choices_form),
    ("/sign-out", sign_in.sign_out_form),
)
"""What changes something."""


def routes() -> list[BaseRoute]:
    """Return the routes, pages before forms of the same address."""
    return [
        Mount("/static", static_files(), name="static"),
        _route("/sign-in", public_page(sign_in.sign_in_page), "GET"),
        _route("/sign-in", public_page(sign_in.sign_in_form), "POST"),
        _route("/preferences", public_page(preferences.preferences_form), "POST"),
        *(_route(path, page(function), "GET") for path, function in (*PAGES, *FILES)),
        *(_route(path, page(function), "POST") for path, function in FORMS),
    ]


def _route(path: str, endpoint: Endpoint, method: str) -> Route:
    return Route(path, endpoint, methods=[method])
