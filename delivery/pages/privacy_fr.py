"""The self-assessment of audience measurement, in French."""

from delivery.pages.privacy_text import Section, Words

FRENCH = Words(
    title="Ce que cette maison mesure, et ce qu’elle garde",
    intro=(
        "Une auto-évaluation selon les critères de la CNIL pour la mesure d’audience exemptée de consentement. La maison l’écrit"
        " elle-même, d’après ses réglages et ses limites du moment. Ce n’est ni un avis juridique ni un certificat ; qui publie"
        " avec cette maison en répond."
    ),
    sections=(
        Section(
            "Ce qui est mesuré",
            (
                "Combien de fois les images, films et documents de cette bibliothèque sont livrés, vus, utilisés et vendus, par"
                " canal, emplacement, campagne, site et jour. Les personnes ne sont qu’un nombre.",
            ),
            (
                ("fetched", "un fichier a été livré par son URL ({edges})"),
                ("rendered", "une page ou un courriel l’a affiché : balise /e, pixel /e.gif"),
                ("seen", "la moitié en était visible pendant une seconde : le script /v.js"),
                ("acted", "un clic, un téléchargement, les quarts d’un film, un code scanné /q/…"),
                ("sold", "une vente, qu’une boutique ou une caisse annonce avec un jeton ; sans visiteur"),
                ("said", "une note ou un commentaire, qu’un outil d’enquête annonce avec un jeton"),
            ),
        ),
        Section(
            "Ce qui est gardé d’un événement",
            ("Ces champs et aucun autre :",),
            (
                ("seq, id", "un numéro courant, et le numéro propre à l’expéditeur"),
                ("at, received_at", "quand il a eu lieu, et quand il a été reçu"),
                ("asset_id, version_id, rendition", "quel fichier de la bibliothèque"),
                ("channel, placement, campaign, stage", "où la marque l’a placé"),
                ("site, page", "hôte et chemin de la page ; jamais sa requête, où peuvent se trouver des données personnelles"),
                ("class, kind", "ce qui s’est passé, comme ci-dessus"),
                ("actor", "personne, robot, relais de messagerie, préchargement, équipe de la maison ou contrôle de santé"),
                ("visitor", "une clé du jour (voir plus bas), ou rien"),
                ("audience, locale", "un groupe et une langue, si l’expéditeur les nomme"),
                ("value_minor, currency, duration, rating, text, origin", "des ventes, affichages et réponses"),
                ("journey", "{journeys}"),
                ("source, content_hash", "par quelle porte il est venu, et une empreinte contre les répétitions"),
            ),
        ),
        Section(
            "Ce qui n’est jamais gardé",
            (
                "Aucune adresse IP, aucun agent utilisateur, aucun cookie, aucun identifiant d’appareil, aucune adresse de"
                " provenance complète : ni dans les lignes, ni dans les journaux de cette maison, ni dans les sauvegardes. On les regarde le temps"
                " de répondre à une requête, puis on les oublie.",
                "Aucun lieu n’est déduit d’une adresse.",
            ),
        ),
        Section(
            "Comment les visiteurs sont distingués",
            (
                "Par un HMAC de l’adresse tronquée (24 bits en IPv4, 48 en IPv6), de l’agent utilisateur et du site, avec un sel"
                " aléatoire du jour (UTC) et du canal. Il ne se renverse pas ; demain, sur un autre canal ou sur un autre site,"
                " c’en est un autre.",
                "Le sel se trouve {salts}. Il n’est dans aucune sauvegarde et il est écrasé en {salt_hours} heures au plus, ou au"
                " démarrage si la maison était éteinte ; ensuite personne, pas même nous, ne peut dire à qui était une clé.",
                "Les adresses sont lues derrière {proxies} relais de confiance. Les jours des chiffres sont ceux de {zone}.",
            ),
        ),
        Section(
            "Combien de temps",
            (),
            (
                ("Sels des clés de visiteur", "{salt_hours} heures au plus"),
                ("Événements un par un", "{raw_days} jours"),
                ("Sommes par heure et par jour, esquisses de visiteurs", "{rollup_days} jours (25 mois)"),
                ("Lignes du journal de livraison", "comptées en quelques secondes, supprimées avec leur fichier environ un jour"
                 " plus tard"),
                ("Jetons de parcours", "{journey_days} jours ; {journeys}"),
            ),
        ),
        Section(
            "Les critères de la CNIL, un par un",
            (
                "Sources : article 82 de la loi Informatique et Libertés ; lignes directrices, délibération n° 2020-091 du"
                " 17 septembre 2020, article 5 ; recommandation, délibération n° 2020-092 ; page de la CNIL sur la mesure"
                " d’audience et son outil d’auto-évaluation du 4 juillet 2025 ; pour les lieux, délibération n° 2013-378.",
            ),
            (
                (
                    "Mesure d’audience seule, pour le compte exclusif de l’éditeur (2020-091, art. 5)",
                    "Les chiffres servent à mesurer les contenus de cette bibliothèque. La maison tourne là où son propriétaire la"
                    " fait tourner et n’envoie rien à ses auteurs ni à personne.",
                ),
                ("Statistiques anonymes uniquement (2020-091, art. 5)", "Les pages montrent des sommes. Ce qui est partagé"
                 " au-dehors omet tout groupe de moins de {k}, et ce qui le trahirait."),
                ("Pas de recoupement avec d’autres traitements (2020-091, art. 5)", "Les clés ne sont pas des noms, vivent un jour"
                 " et ne sont jointes à aucun fichier clients. Les ventes et réponses envoyées par des serveurs n’ont pas de clé."),
                ("Pas de suivi d’un site ou d’une application à l’autre (2020-091, art. 5 ; CNIL, 4 juillet 2025)", "Une clé vaut pour"
                 " un site, un canal et un jour ; les chiffres de plusieurs s’additionnent, sans jamais être rapprochés."),
                ("Traceurs : 13 mois au plus (2020-092 ; CNIL, 4 juillet 2025)", "Rien n’est écrit ni lu sur l’appareil : ni"
                 " cookie ni stockage. Le seul cookie regardé est une opposition."),
                ("Données : 25 mois au plus (2020-092 ; CNIL, 4 juillet 2025)", "{raw_days} jours pour les événements,"
                 " {rollup_days} jours pour les sommes, puis une tâche quotidienne les supprime."),
                ("Aucun lieu plus fin que la ville (2013-378)", "Aucun lieu n’est déduit ni gardé."),
                ("Information des personnes (2020-092 ; CNIL, 4 juillet 2025)", "On peut renvoyer à cette page. La notice du site"
                 " reste à l’éditeur."),
                ("Droit d’opposition (2013-378)", "Voir plus bas ; qui s’oppose n’a pas de clé, et le script n’envoie rien."),
            ),
        ),
        Section(
            "Ce qui reste à faire à l’éditeur",
            (),
            (
                ("Informer", "dans la politique de confidentialité du site : que l’audience est mesurée, par qui, pourquoi, combien"
                 " de temps, et comment s’y opposer. Un lien vers cette page y aide."),
                ("Offrir une opposition", "un bouton du site qui pose le cookie vitrine_opt_out=1 ; le script se"
                 " tait alors."),
                ("S’y tenir", "n’envoyer ni noms, ni adresses, ni numéros de client dans les emplacements, audiences, numéros ou textes."),
                ("Veiller sur les serveurs placés devant", "un relais ou un CDN écrit ses propres journaux, avec adresses et agents"
                 " utilisateurs : ne les garder que des jours, pas des mois."),
                ("Demander le consentement", "avant que des liens portent des jetons de parcours : ils suivent un chemin sur"
                 " plusieurs jours et sortent de l’exemption. Ici : {journeys}."),
            ),
        ),
        Section(
            "Comment dire non",
            (),
            (
                ("Global Privacy Control, Do Not Track", "à activer dans le navigateur : aucune clé n’est faite, le script se tait."
                 " Un fichier livré compte encore, sans personne."),
                ("Sur un site", "utiliser le bouton que le site propose."),
                ("Dans le courriel", "ne pas laisser charger les images."),
            ),
        ),
    ),
    choices={
        "file": "dans un fichier que seule cette maison peut lire",
        "rows": "dans une table hors des sauvegardes et du journal d’écriture de la base",
        "journeys": "les liens vers ces sites peuvent porter un jeton, une fois que le visiteur l’accepte là-bas : {sites}",
        "no journeys": "cette maison n’en utilise pas",
        "edges": "compté ici et d’après les journaux des relais, chaque livraison une fois",
        "no edges": "compté ici",
    },
)  # fmt: skip
