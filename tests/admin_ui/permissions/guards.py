"""Which action guards which page, file and form: the least that somebody must be allowed for it to be let in.

Asked about an approved asset of the main brand that somebody else brought in, and about other things that somebody else
made, so that the answer is that of the role alone.
"""

from collections.abc import Mapping

from dam.accounts.policy import Action

GUARDED: Mapping[Action, str] = {
    Action.ADD_ASSET: """
GET /upload | POST /upload | POST /assets/{asset_id}/versions
""",
    Action.APPROVE: """
GET /review | POST /review | POST /assets/{asset_id}/versions/{number:int}/restore |
POST /assets/{asset_id}/versions/{number:int}/approve |
POST /assets/{asset_id}/versions/{number:int}/refuse | POST /assets/{asset_id}/comments/{comment_id}
""",
    Action.COMMENT: """
GET /assets/{asset_id}/discussion | POST /assets/{asset_id}/comments
""",
    Action.DOWNLOAD_ORIGINAL: """
POST /selection/download
""",
    Action.EDIT_ANY: """
POST /selection | POST /assets/{asset_id}/brand | POST /assets/{asset_id}/focal-point |
POST /assets/{asset_id}/texts | POST /assets/{asset_id}/rights | POST /assets/{asset_id}/rights/edit |
POST /assets/{asset_id}/proofs | GET /proofs/{proof_id} | POST /proofs/{proof_id}/remove |
POST /assets/{asset_id}/status | POST /assets/{asset_id}/subtitles |
POST /assets/{asset_id}/subtitles/{locale}/remove | POST /assets/{asset_id}/versions/{number:int}/comment |
POST /assets/{asset_id}/review/assign | POST /assets/{asset_id}/review/checklist | POST /duplicates |
POST /collections/{collection_id} | POST /collections/{collection_id}/delete |
GET /collections/{collection_id}/defaults | POST /collections/{collection_id}/defaults
""",
    Action.EDIT_CONSENTS: """
POST /assets/{asset_id}/consents | POST /assets/{asset_id}/consents/remove | POST /consents |
POST /consents/{consent_id} | POST /consents/{consent_id}/withdraw | POST /consents/{consent_id}/erase |
POST /consents/{consent_id}/assets | POST /consents/{consent_id}/assets/remove |
POST /consents/{consent_id}/proofs
""",
    Action.EDIT_FIELDS: """
GET /admin/fields | GET /admin/fields/{key} | GET /admin/mapping | POST /admin/fields |
POST /admin/field-groups | POST /admin/fields/{key} | POST /admin/fields/{key}/delete | POST /admin/mapping |
POST /admin/mapping/embedding
""",
    Action.EDIT_OWN: """
GET /bulk | GET /bulk/new | POST /bulk | POST /bulk/new | POST /bulk/import
""",
    Action.EDIT_PORTALS: """
GET /portals | GET /portals/{slug} | POST /portals | POST /portals/{slug} | POST /portals/{slug}/delete |
POST /portals/{slug}/take-over
""",
    Action.EDIT_PRESETS: """
GET /channels/{channel}/new-preset | GET /channels/{channel}/presets/{preset} | POST /channels |
POST /channels/{channel} | POST /channels/{channel}/new-preset |
POST /channels/{channel}/new-preset/preview | POST /channels/{channel}/presets/{preset} |
POST /channels/{channel}/presets/{preset}/preview | POST /channels/{channel}/presets/{preset}/delete |
POST /channels/{channel}/presets/{preset}/restore
""",
    Action.EDIT_RIGHTS_RULES: """
POST /rights/rules
""",
    Action.EDIT_SEARCH: """
GET /admin/search | GET /admin/search/index | POST /admin/search | POST /admin/search/index |
POST /admin/search/index/{run_id}/cancel | POST /admin/search/synonyms | POST /admin/search/list |
POST /admin/search/synonyms/{synonym_id}/remove
""",
    Action.EDIT_STAGES: """
GET /admin/stages | POST /admin/stages
""",
    Action.EDIT_VOCABULARIES: """
GET /admin/vocabulary | GET /admin/vocabulary/{vocabulary}/table.csv | GET /admin/vocabulary/{vocabulary} |
GET /admin/terms/{term_id} | POST /admin/vocabulary | POST /admin/vocabulary/{vocabulary} |
POST /admin/vocabulary/{vocabulary}/delete | POST /admin/vocabulary/{vocabulary}/terms |
POST /admin/vocabulary/{vocabulary}/promote | POST /admin/vocabulary/{vocabulary}/file |
POST /admin/terms/{term_id} | POST /admin/terms/{term_id}/merge | POST /admin/terms/{term_id}/delete
""",
    Action.EDIT_WORKFLOW: """
GET /admin/workflow | POST /admin/workflow
""",
    Action.GRANT_ACCESS: """
POST /admin/grants | POST /admin/grants/{grant_id}/revoke
""",
    Action.MAKE_TOKEN: """
GET /tokens | POST /tokens
""",
    Action.MANAGE_LINKS: """
POST /links | POST /links/{code} | POST /links/{code}/retire
""",
    Action.MANAGE_PEOPLE: """
GET /people | GET /people/{person_id} | GET /people/{person_id}/leaving |
GET /people/{person_id}/personal-data | GET /admin/groups | GET /admin/groups/{group_id} |
GET /admin/brands | GET /admin/brands/{brand_id} | POST /people | POST /people/{person_id} |
POST /people/{person_id}/security | POST /people/{person_id}/hand-over | POST /people/{person_id}/erase |
POST /admin/groups | POST /admin/groups/{group_id} | POST /admin/brands | POST /admin/brands/{brand_id} |
POST /tokens/{token_id}/revoke | POST /searches/{search_id} | POST /searches/{search_id}/forget
""",
    Action.MANAGE_SHARES: """
GET /shares/{code} | POST /shares/{code} | POST /shares/{code}/revoke | POST /shares/{code}/take-over
""",
    Action.MANAGE_WEBHOOKS: """
GET /webhooks | GET /webhooks/{webhook_id} | POST /webhooks | POST /webhooks/{webhook_id} |
POST /webhooks/{webhook_id}/switch | POST /webhooks/{webhook_id}/rotate | POST /webhooks/{webhook_id}/ping |
POST /webhooks/{webhook_id}/delete | POST /webhooks/{webhook_id}/deliveries/{delivery_id}/resend
""",
    Action.ORGANISE: """
POST /collections | POST /assets/{asset_id}/collections
""",
    Action.PURGE: """
GET /trash/{asset_id} | POST /trash/{asset_id}/purge
""",
    Action.RUN_COMPARISONS: """
GET /insights/comparisons/new | POST /insights/comparisons | POST /insights/comparisons/{comparison_id} |
POST /insights/comparisons/{comparison_id}/start | POST /insights/comparisons/{comparison_id}/end |
POST /insights/comparisons/{comparison_id}/delete
""",
    Action.SEE_ALL: """
GET /admin/downloads | GET /admin/downloads.csv | GET /bulk/{edit_id} | GET /bulk/{edit_id}/progress |
POST /bulk/{edit_id}/make | POST /bulk/{edit_id}/cancel | POST /bulk/{edit_id}/undo
""",
    Action.SEE_APPROVED: """
GET / | GET /assets/{asset_id} | GET /assets/{asset_id}/take | GET /assets/{asset_id}/progress |
GET /assets/{asset_id}/similar | GET /assets/{asset_id}/uses | GET /assets/{asset_id}/versions |
GET /assets/{asset_id}/receipt | GET /assets/{asset_id}/rights | GET /rights | GET /can-use |
GET /assets/{asset_id}/renditions/{name:path} | GET /assets/{asset_id}/rendition-files/{name:path} |
GET /assets/{asset_id}/versions/{number:int}/picture | GET /collections | GET /collections/{collection_id} |
GET /channels | GET /links | GET /links/{code} | GET /links/{code}/qr | GET /duplicates | GET /unused |
GET /searches | POST /searches | GET /tag-offers | POST /bulk/export |
POST /can-use
""",
    Action.SEE_AUDIT: """
GET /admin/audit | GET /admin/audit.csv | GET /admin/seen | GET /admin/seen.csv | POST /admin/audit
""",
    Action.SEE_CONSENTS: """
GET /consents | GET /consents/{consent_id}
""",
    Action.SEE_DEMAND: """
GET /demand
""",
    Action.SEE_INSIGHTS: """
GET /assets/{asset_id}/insights | GET /insights | GET /insights/journey | GET /insights/sales |
GET /insights/feedback | GET /insights/counting | GET /insights/why | GET /insights/comparisons |
GET /insights/comparisons/{comparison_id}.csv | GET /insights/comparisons/{comparison_id} | GET /insights.csv
""",
    Action.SHARE: """
GET /shares | GET /shares/new | POST /shares/new
""",
    Action.SUBMIT_FOR_REVIEW: """
GET /review/sent
""",
    Action.TRASH_ANY: """
POST /assets/{asset_id}/trash | POST /unused | POST /trash/restore
""",
    Action.TRASH_OWN: """
GET /trash
""",
}
"""Pages, files and forms by the action that guards them."""

OWN = """
GET /account | GET /account/second-factor | GET /notices | POST /account | POST /account/second-factor |
POST /account/sessions/end-others | POST /account/sessions/{session_id}/end | POST /notices |
POST /notices/choices | POST /sign-out
"""
"""What everybody who is signed in does with what is their own: no role is asked for."""

HIDDEN = """
GET /shares/{code} | POST /shares/{code} | POST /shares/{code}/revoke | GET /bulk/{edit_id} |
GET /bulk/{edit_id}/progress | POST /bulk/{edit_id}/make | POST /bulk/{edit_id}/cancel |
POST /bulk/{edit_id}/undo | POST /trash/restore | POST /tokens/{token_id}/revoke
"""
"""Things of somebody else: to those who may have some of their own, these are not there (404 instead of 403)."""


def named(text: str) -> set[str]:
    """Return the routes that a text names: method and path as `admin_ui/routes.py` writes it."""
    return {name.strip() for name in text.replace("\n", " ").split("|")}


GUARD_OF: Mapping[str, Action] = {name: action for action, text in GUARDED.items() for name in named(text)}
"""The action by its route."""
