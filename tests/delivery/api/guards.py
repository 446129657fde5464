"""Which action guards which operation of the API: the least that somebody must be allowed for it to be tried at all.

Asked about an approved asset that somebody else brought in, so that the answer is that of the role alone.
"""

from collections.abc import Mapping

from dam.accounts.policy import Action

GUARDED: Mapping[Action, str] = {
    Action.ADD_ASSET: """
POST /assets | POST /assets/{asset_id}/versions | POST /uploads | HEAD /uploads/{upload_id} |
DELETE /uploads/{upload_id} | GET /uploads/{upload_id} | PATCH /uploads/{upload_id} |
POST /uploads/{upload_id}
""",
    Action.APPROVE: """
POST /assets/{asset_id}/versions/{number}/restore | POST /assets/{asset_id}/versions/{number}/approve |
POST /assets/{asset_id}/versions/{number}/refuse | GET /reviews | POST /assets/{asset_id}/review/verdicts |
PATCH /assets/{asset_id}/comments/{comment_id} | DELETE /assets/{asset_id}/comments/{comment_id}
""",
    Action.COMMENT: """
GET /assets/{asset_id}/comments | POST /assets/{asset_id}/comments | GET /assets/{asset_id}/mentionable
""",
    Action.DECLARE_USES: """
PUT /assets/{asset_id}/uses
""",
    Action.DOWNLOAD_ORIGINAL: """
GET /assets/{asset_id}/original
""",
    Action.EDIT_ANY: """
PATCH /assets/{asset_id}/versions/{number} | POST /assets/{asset_id}/status |
PATCH /assets/{asset_id}/review | PUT /assets/{asset_id}/review/checklist/{key} |
GET /assets/{asset_id}/proofs | POST /assets/{asset_id}/proofs | PUT /assets/{asset_id}/subtitles/{locale} |
DELETE /assets/{asset_id}/subtitles/{locale} | PATCH /collections/{collection_id} |
DELETE /collections/{collection_id} | DELETE /collections/{collection_id}/assets |
PUT /collections/{collection_id}/defaults | POST /collections/{collection_id}/defaults/preview |
PATCH /tags/{tag} | DELETE /tags/{tag} | PUT /assets/{asset_id}/brand | PATCH /assets/{asset_id} |
POST /assets/{asset_id}/merge | PUT /assets/{asset_id}/similar/{other_id} | GET /proofs/{proof_id} |
DELETE /proofs/{proof_id} | POST /tags
""",
    Action.EDIT_CONSENTS: """
POST /consents | PATCH /consents/{consent_id} | DELETE /consents/{consent_id} |
POST /consents/{consent_id}/withdraw | POST /consents/{consent_id}/assets |
DELETE /consents/{consent_id}/assets | POST /consents/{consent_id}/proofs
""",
    Action.EDIT_FIELDS: """
GET /mapping | PUT /mapping | GET /mapping/effect | POST /mapping/apply | POST /fields |
PATCH /fields/{key} | DELETE /fields/{key} | PUT /field-order | PUT /field-groups/{key} |
DELETE /field-groups/{key}
""",
    Action.EDIT_OWN: """
GET /bulk-edits | POST /bulk-edits/sheet | GET /bulk-edits/{edit_id} | GET /bulk-edits/{edit_id}/items |
POST /bulk-edits/{edit_id}/make | POST /bulk-edits/{edit_id}/cancel | POST /bulk-edits/{edit_id}/undo |
POST /bulk-edits
""",
    Action.EDIT_PORTALS: """
GET /portals | POST /portals | GET /portals/{slug} | PATCH /portals/{slug} | DELETE /portals/{slug} | POST /portals/{slug}/give
""",
    Action.EDIT_PRESETS: """
POST /channels | PATCH /channels/{channel} | DELETE /channels/{channel} |
DELETE /channels/{channel}/presets/{preset} |
POST /channels/{channel}/presets/{preset}/revisions/{revision}/restore | GET /embedding |
PUT /embedding/{place} | PUT /channels/{channel}/presets/{preset} |
POST /channels/{channel}/presets/{preset}/preview
""",
    Action.EDIT_RIGHTS_RULES: """
PATCH /rights/rules
""",
    Action.EDIT_SEARCH: """
GET /search/index | POST /search/index/rebuilds | POST /search/index/runs/{run_id}/cancel |
GET /search-settings | PATCH /search-settings | GET /synonyms | POST /synonyms | PUT /synonyms |
PATCH /synonyms/{synonym_id} | DELETE /synonyms/{synonym_id}
""",
    Action.EDIT_STAGES: """
PUT /stages
""",
    Action.EDIT_VOCABULARIES: """
PUT /vocabularies/{key} | DELETE /vocabularies/{key} | POST /vocabularies/{key}/terms |
PATCH /terms/{term_id} | DELETE /terms/{term_id} | POST /terms/{term_id}/merge | GET /free-tags |
POST /tags/{tag}/promote | POST /vocabularies/{key}/file
""",
    Action.EDIT_WORKFLOW: """
PATCH /workflow | DELETE /workflow
""",
    Action.GRANT_ACCESS: """
GET /grants | POST /grants
""",
    Action.MAKE_TOKEN: """
GET /tokens | PATCH /tokens/{token_id} | DELETE /tokens/{token_id}
""",
    Action.MANAGE_LINKS: """
POST /links | PATCH /links/{code} | DELETE /links/{code}
""",
    Action.MANAGE_PEOPLE: """
GET /people | POST /people | GET /people/{person_id} | PATCH /people/{person_id} |
DELETE /people/{person_id} | GET /people/{person_id}/personal-data | GET /people/{person_id}/namesakes | POST /people/{person_id}/hand-over |
POST /people/{person_id}/erase | POST /tokens | POST /brands | PATCH /brands/{brand_id} |
DELETE /brands/{brand_id} | GET /groups | POST /groups | GET /groups/{group_id} | PATCH /groups/{group_id} |
DELETE /groups/{group_id} | PUT /groups/{group_id}/members/{person_id} |
DELETE /groups/{group_id}/members/{person_id} | DELETE /grants/{grant_id}
""",
    Action.MANAGE_SHARES: """
POST /shares/{code}/give
""",
    Action.MANAGE_WEBHOOKS: """
GET /webhooks | POST /webhooks | GET /webhooks/{webhook_id} | PATCH /webhooks/{webhook_id} |
DELETE /webhooks/{webhook_id} | POST /webhooks/{webhook_id}/rotate | POST /webhooks/{webhook_id}/ping |
GET /webhooks/{webhook_id}/deliveries | POST /webhooks/{webhook_id}/deliveries/{delivery_id}/resend
""",
    Action.ORGANISE: """
POST /collections | POST /collections/{collection_id}/assets
""",
    Action.PURGE: """
POST /assets/{asset_id}/purge
""",
    Action.RUN_COMPARISONS: """
POST /comparisons | PATCH /comparisons/{comparison_id} | DELETE /comparisons/{comparison_id} |
POST /comparisons/{comparison_id}/start | POST /comparisons/{comparison_id}/end
""",
    Action.SEE_ALL: """
GET /assets/{asset_id}/downloads | GET /downloads
""",
    Action.SEE_APPROVED: """
GET /assets/{asset_id} | GET /assets | GET /assets/{asset_id}/marked | GET /assets/{asset_id}/similar |
GET /duplicates | GET /assets/{asset_id}/uses | GET /unused | GET /quarantine |
GET /assets/{asset_id}/versions | GET /assets/{asset_id}/versions/{number}/differences/{other} |
GET /assets/{asset_id}/withdrawals | GET /assets/{asset_id}/rights | GET /rights/endings |
GET /assets/{asset_id}/consents | GET /assets/{asset_id}/renditions | GET /assets/{asset_id}/subtitles |
GET /assets/{asset_id}/subtitles/{locale} | GET /channels | GET /channels/{channel} |
GET /channels/{channel}/manifest | GET /channels/{channel}/changes |
GET /channels/{channel}/presets/{preset} | GET /channels/{channel}/presets/{preset}/revisions |
GET /collections | GET /collections/{collection_id} | GET /assets/{asset_id}/inherited | GET /tags |
GET /fields | GET /fields/{key} | GET /field-groups | GET /saved-searches | GET /saved-searches/{search_id} |
PATCH /saved-searches/{search_id} | DELETE /saved-searches/{search_id} | GET /links | GET /links/{code} |
GET /links/{code}/qr | GET /suggest | GET /vocabularies | GET /vocabularies/{key} |
GET /vocabularies/{key}/terms | GET /vocabularies/{key}/file | GET /terms/{term_id} | GET /tag-offers |
POST /bulk-edits/export | GET /assets/{asset_id}/can-use | POST /can-use | GET /rights/rules |
GET /collections/{collection_id}/defaults | GET /brands/{brand_id}
""",
    Action.SEE_AUDIT: """
GET /audit | GET /audit/seen
""",
    Action.SEE_CONSENTS: """
GET /consents | GET /consents/{consent_id} | GET /consents/{consent_id}/proofs
""",
    Action.SEE_DEMAND: """
GET /demand
""",
    Action.SEE_INSIGHTS: """
GET /insights | GET /insights/rising | GET /insights/never-used | GET /insights/today |
GET /insights/journey | GET /insights/drops | GET /insights/why | GET /assets/{asset_id}/drain |
GET /insights/attribution | GET /insights/feedback | GET /stages | GET /comparisons |
GET /comparisons/{comparison_id}
""",
    Action.SEE_JOBS: """
GET /log-imports
""",
    Action.SEND_EVENTS: """
POST /events
""",
    Action.SHARE: """
GET /shares | POST /shares | GET /shares/{code} | PATCH /shares/{code} | DELETE /shares/{code}
""",
    Action.SIGN_URLS: """
POST /assets/{asset_id}/signed-urls
""",
    Action.SUBMIT_FOR_REVIEW: """
GET /reviews/sent | GET /assets/{asset_id}/review | GET /assets/{asset_id}/review/assignees |
GET /assets/{asset_id}/review/history | GET /workflow
""",
    Action.TRASH_ANY: """
DELETE /assets/{asset_id} | DELETE /assets/{asset_id}/quarantine | POST /quarantine
""",
    Action.TRASH_OWN: """
POST /assets/{asset_id}/restore
""",
}
"""Operations by the action that guards them."""

OWN = """
GET /notices | POST /notices/read | GET /notices/choices | PUT /notices/choices | POST /saved-searches |
GET /brands
"""
"""What everybody who is signed in does for themselves: a person's notices and searches, and the brands that one may know."""

HIDDEN = """
GET /brands/{brand_id}
"""
"""Asked about what is not there (404) for those who may not know of it, instead of a refusal (403)."""

OF_THE_HOUSE = """
GET /grants | POST /grants | GET /insights | GET /insights/rising | GET /insights/never-used |
GET /insights/today | GET /insights/journey | GET /insights/drops | GET /insights/why |
GET /insights/attribution | GET /insights/feedback | GET /stages | GET /comparisons
"""
"""Figures of all brands together, and who has which role in the house: where no brand is named, one's own is not enough."""
