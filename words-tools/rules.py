"""Rules by word, kind of token and file. First match wins."""
import re
from dataclasses import dataclass

SQLK = "tab col sql pysql tomlsql"


@dataclass(frozen=True)
class R:
    old: str
    new: str
    kinds: frozenset
    files: object = None
    but: object = None


def r(old, new, kinds, files=None, but=None):
    return R(old, new, frozenset(kinds.split()), files and re.compile(files), but and re.compile(but))


def words(text):
    return [tuple(x.split(">")) for x in text.split()]


# -- tables whose old name is no other word: anywhere in SQL, as a string, as a name in backticks --------------------------
PLAIN_TABLES = words(
    "hops>fix_pairs late_hops>fix_pairs_on_time legs>track_steps strays>noise_segments silences>gap_candidates"
    " hearing>cell_reception hearings>ship_cell_reception tries>ship_reception weather>hourly_reception waters>wide_reception"
    " strengths>ship_detectability unheard>gap_probabilities likelihoods>gap_likelihoods disturbances>outages"
    " companions>possible_rendezvous oddness>anomaly_scores sightings>listed_ship_detections identity_signs>identity_anomalies"
    " judged_gaps>assessed_gaps reckonings>dead_reckonings habits>gap_habits dispersions>reception_dispersions"
    " meeting_candidates>encounter_candidates"
)
# -- tables whose old name is also another word: after FROM and JOIN, before a point --------------------------------------
TWO_MEANINGS = words(
    "chances>ship_cell_hours pieces>segments grid>resampled places>cell_context late>late_fixes ways>candidate_tracks"
    " calls>possible_port_calls reasons>event_indicators departures>gap_departures ends>track_ends drawn>interpolated_positions"
)
RULES = []
TESTS_SOURCES = r"tests/(sources/)?test_(columns|formats|feeds|ledger|nmea|sources|encodings|hostile|no_ship|said|lists)"
NOT_CODE = r"sources/|lists/|data/scripts|demo/"
RULES += [
    r("told", "reported", "col", "#nights"), r("kind", "event_type", "col", "#alerts"), r("place", "where_text", "col", "#alerts"),
    r("reasons", "indicators", "col", "#alerts"), r("since", "first_time", "col", "#alerts", "#nights"), r("until", "last_time", "col", "#alerts"), r("before", "refused_before", "col", "#prunings"),
    r("until", "last_time", "col", r"test_nights"), r("since", "first_time", "col", r"test_nights", "#nights"),
    r("life", "history", "attr", "tests/"),
    r("life", "history", "name", r"nightly|cli|test_(real|upkeep|nights|verdicts)"),
    r("reasons", "event_indicators", "name", r"test_policy"),
]
CONTACTS = r"contacts"
RULES += [r("hops", "links", SQLK + " exact attr tick", CONTACTS), r("since", "from_time", "col attr", r"contacts/"), r("until", "to_time", "col attr", r"contacts/"),
    r("concern_ship", "concern_vessel_id", SQLK + " exact attr kw tick name")]
for old, new in PLAIN_TABLES:
    RULES += [r(old, new, SQLK + " tick"), r(old, new, "exact", None, NOT_CODE + ("|gaps/__init__" if old == "silences" else ""))]
# `ends`, `drawn` and `calls` are CTEs and frames as well
EXACT_OF = {
    "late": r"tracks/|alerts/(whatif|replay)|api\.py|tests/.*test_(late|verdicts|graph|late_fixes)|schema",
    "calls": r"schema/__init__|reach|test_reach|test_graph|test_verdicts|test_house|dossier",
    "reasons": r"schema/__init__|vesseltrack/scoring/|test_scoring|test_each",
    "chances": r"reception/|test_reception",
    "pieces": r"tracks/|alerts/(whatif|replay)|test_hulls|test_late|test_graph",
    "ways": r"reception/", "departures": r"reception/", "ends": r"reception/", "drawn": r"alongside|tracks|zones|test_along",
    "grid": None, "places": None,
}
TAB_BUT = {
    "ends": r"identity_|tracks/pieces|tracks/segments|encounters|loitering|calls|rendezvous",
    "drawn": r"resampled\.sql|grid\.sql",
    "late": None,
    "departures": None,
    "pieces": r"encounters\.sql",
    "reasons": r"\.js$",
    "grid": r"build_coast",
    "places": r"build_|demo/|sources/",
}
for old, new in TWO_MEANINGS:
    RULES += [r(old, new, "tab tick", None, TAB_BUT.get(old)), r(old, new, "exact", EXACT_OF.get(old))]

# -- columns whose old name is no other word ------------------------------------------------------------------------------
COLUMNS = words(
    "silence_p>p_off silence_low>p_off_low silence_high>p_off_high unheard_chance>p_unreceived_if_on"
    " unheard_high>p_unreceived_high unheard_low>p_unreceived_low home_port_km>non_dprk_port_km harbour_km>non_dprk_port_km"
    " leapt>end_is_false other_trade>other_vessel_type odd_because>anomaly_reasons disturbance>outage"
    " others_chances>others_known_slots short_chances>short_known_slots short_heard>short_received_slots"
    " short_expected>short_expected_slots short_tried>short_weighted_slots wide_chances>wide_known_slots wide_heard>wide_received_slots"
    " wide_expected>wide_expected_slots let_go_before>pruned_before last_let_go>last_pruned number_kind>ssvid_type"
    " disturbed>outage_share"
)
for old, new in COLUMNS:
    RULES += [r(old, new, SQLK + " exact attr kw tick name", None, r"tracks/(pieces|segments)\.py" if old == "leapt" else None)]

RULES += [
    r("leap", "jump", SQLK + " tick"),
    r("leap", "jump", "attr exact", r"tracks/|tests/"),
    r("trade", "vessel_type", SQLK + " tick"), r("trade", "vessel_type", "exact attr kw", None, r"evaluate/"),
    r("trades", "vessel_types", "param"),
    r("lane", "queue", SQLK + " exact attr kw tick", None, r"demo/"),
    r("by_lane", "by_queue", "name"),
    r("innocent", "mitigating", SQLK + " exact attr tick", None, r"matching\.py"),
    r("says", "text", SQLK + " tick", None, r"tests/.*test_(lists(?!_parts)|sources|columns)"),
    r("says", "text", "exact attr kw", r"vesseltrack/indicator|cli_policy|cli/policy|scoring/|reach|reception/|report/(dossier|page)|desk/|alongside|test_(policy|reach|reception|add_a|scoring|dark|lists_parts|nightly|nights|said_truly|contacts|along|met)"),
    r("first_told", "first_reported", SQLK + " exact attr kw tick"),
    r("said", "verdict_text", "attr exact", r"vesseltrack/report/(schema|dossier|page)|cli/(screen|draw)|test_(nights|verdicts|page|output|report|cli|each)|desk/"),
    r("says", "text", "name", r"vesseltrack/indicator\.py"),
    r("before", "refused_before", "col", r"reception/searched|alerts/prune|sources/(ingest|intake)|test_upkeep"),
    r("sign", "anomaly", SQLK + " exact attr kw tick", r"identity_(signs|anomalies)|report/ship|screen|test_(identities|same_rows|nights|each)"),
    r("before", "value_before", "col exact attr tomlsql", r"identity_(signs|anomalies)|report/ship|screen|test_identities"),
    r("after", "value_after", "col exact attr tomlsql", r"identity_(signs|anomalies)|report/ship|screen|test_identities"),
    r("class", "ais_class", "col sql tomlsql", r"reception/|detectors/"),
    r("reach", "reachability", "exact", r"settings|reach|inputs|tests/.*test_(reach|output|small|policy|house)"),
    r("reach", "reachability", "tab", r"tests/|README|docs/|cli|settings|reach"),
    r("reach", "reachability", "name", r"vesseltrack/settings\.py"),
    r("reach", "reachability", "attr", r"tests/"),
    r("told_in", "reported_in", SQLK + " exact attr kw tick"),
]
# `odd` of fix pairs
RULES += [r("odd", "late_suspect", "col tick", r"tracks/|schema")]

# `verdict` of gaps is a machine's
RULES += [
    r("verdict", "assessment", SQLK + " exact attr", r"gaps/|reach|reception/|encounters/indicators|loitering/indicators|visits/indicators|evaluate/|report/dossier|test_(reception|gaps|dark|late|reach)"),
]
# -- slots ----------------------------------------------------------------------------------------------------------------
SLOTTED = r"docs/|(contacts|tracks|reception|reach|reachability|alongside|detectors|zones|store|evaluate)/|scoring/ship_days|report/(dossier|chart|page/seen|page/tracks)|tests/"
VERDICTS = r"alerts/|test_(verdicts|nights|crash|cli|output)|crash\.py|report/(schema|page/__init__|page/parts|page\.py|manifest|tables|__init__)|cli|desk/"
for w in ("mark", "marks", "first_mark", "last_mark", "middle_mark", "drawn_marks", "heard_marks", "rigid_first_mark", "rigid_last_mark",
          "rigid_marks", "marks_before", "marks_lately", "marks_after", "mark_before", "mark_from", "mark_time", "at_mark",
          "other_mark", "next_mark", "own_mark", "from_mark", "to_mark", "start_mark", "end_mark", "mark_s", "still_marks", "lag_marks"):
    new = w.replace("mark", "slot")
    macro = w in ("mark_before", "mark_from", "mark_time")
    if w != "mark":
        RULES += [r(w, new, SQLK + " exact attr kw tick name", None, None if macro else r"alerts/|sources/")]
RULES += [
    r("mark", "verdict", SQLK + " exact attr kw", VERDICTS),
    r("mark", "slot", SQLK + " exact attr kw tick", SLOTTED, r"nmea|test_(lists|sources)"),
]
RULES += [
    r("place_of", "cell_id_of", SQLK + " tick"),
    r("place", "where_text", SQLK, r"scoring/alerts\.sql"),
    r("place", "cell_id", SQLK + " tick", r"(tracks|zones|detectors|scoring|alongside|reception|contacts)/.*\.(sql|py)|docs/|tests/.*test_(add_a|tracks|encounters)"),
    r("place", "cell_id", "exact attr kw", r"zones/(places|cell_context)"),
    r("place", "where_text", "exact attr", r"report/|screen|test_(output|page|report)"),
]

# -- reception ------------------------------------------------------------------------------------------------------------
RECEPTION = r"reception/.*\.(sql|py)$|gaps/gaps\.sql|store/(words|macros)\.sql"
RULES += [
    r("chances", "known_slots", "col param", RECEPTION, None),
    r("chances", "known_slots", "attr", r"test_reception|test_dark"),
    r("heard", "received_slots", "col param", RECEPTION),
    r("heard", "received_slots", "attr exact", r"test_reception|test_dark"),
    r("expected", "expected_slots", "col param", RECEPTION),
    r("waited", "assumed", "col", r"reception/(chances|ship_cell_hours|hearing|cell_reception|hearings|ship_cell_reception)\.sql"),
    r("waited", "assumed", "attr", r"test_reception|test_dark"),
    r("kind", "outage_type", "exact attr", r"vesseltrack/reception/|test_reception|test_dark"),
    r("tried", "weighted_slots", "col sql pysql attr", r"reception/.*\.(sql|py)", r"ways\.sql|candidate_tracks\.sql"),
    r("waited", "expected_assumed_slots", "col attr", r"reception/|test_reception"),
    r("hour", "epoch_hour", "col sql pysql", r"reception/(?!searched).*\.(sql|py)$|gaps/gaps\.sql"),
    r("hour", "epoch_hour", "exact attr", r"reception/.*\.py$"),
    r("strength", "detectability", SQLK, r"reception/"),
    r("strength", "detectability", "attr", r"test_reception"),
    r("strength_of", "detectability_of", SQLK + " tick"),
    r("way", "candidate", SQLK + " attr exact", r"reception/|gaps/gaps\.sql|test_reception"),
    r("cell_chances", "cell_prior_slots", "param kw attr name"),
    r("hour_chances", "hour_prior_slots", "param kw attr name"),
    r("ship_chances", "ship_prior_slots", "param kw attr name"),
    r("way_h", "candidate_h", "param kw attr name", r"reception/|tests/"),
    r("odd_percentile", "anomaly_percentile", "param kw attr name exact"),
    r("hours", "hours_sent", "attr", r"cli/screen"),
    r("hours", "span_h", "col exact attr", r"reception/searched|report/(page|manifest)|screen|nightly"),
    r("hours", "hours_sent", "col", r"ships/identities|identity_(signs|anomalies)\.sql|report/ship"),
    r("hours", "hours_sent", "attr", r"identity_\w+/|screen"),
]
# -- the words of alerts ---------------------------------------------------------------------------------------------------
ALERT = r"scoring/alerts\.sql|alerts/|report/|cli|screen|test_(verdicts|nights|output|page|report|cli|said|real|late|demo|nightly|each|crash)|desk/"
RULES += [
    r("because", "reason", "col exact attr kw", r"alerts/|cli|test_(verdicts|nights|cli|crash)|crash\.py"),
    r("because", "explanation", "col attr exact kw tomlsql", r"scoring/|test_(scoring|policy)"),
    r("until", "quiet_until", "col exact attr kw", r"alerts/(told\.sql|alerts_with_status|verdicts\.py)"),
    r("until", "last_time", "kw", r"alerts/(life|history)\.py"),
    r("until", "last_time", "col exact attr", r"scoring/alerts\.sql|alerts/(life|history|prune)|report/(page|dossier|kml)|store/copies"),
    r("since", "first_time", "col exact attr", r"scoring/alerts\.sql|alerts/(told|alerts_with_status|life|history)|report/(page|dossier|kml)"),
    r("kind", "event_type", "col exact attr", r"alerts/(told|alerts_with_status|life|history|verdicts)|report/(kml|chart|tables|night|manifest|page/)|cli/(alerts|search|screen)|(test_(output|verdicts|nights|page|report|real|cli|each_detector|nightly|add_a))"),
    r("kind", "event_type", "attr col", r"following"),
    r("kind", "scored_table", "col tomlsql", r"scoring/indicators"),
    r("kind", "segment_type", "col sql pysql", r"tracks/(legs|track_steps)\.sql|tracks/(strays|noise_segments)\.sql"),
    r("kind", "segment_type", "exact", r"tracks/(pieces|segments)\.py"),
    r("kind", "noise_type", "pysql col", r"reception/(disturbances|outages)"),
    r("kind", "outage_type", "col sqlx", r"reception/|gaps/gaps\.sql"),
    r("reasons", "indicators", "col attr exact", r"vesseltrack/scoring/|test_scoring|vesseltrack/report/|screen|cli/screen|(test_(output|page|report|cli|verdicts|scoring|each_detector|real|demo|add_a)|following)", r"test_policy"),
]
# -- ships and numbers -----------------------------------------------------------------------------------------------------
NUMBER_PY = r"tracks/|report/ship|evaluate/(measure|run|planting)|lists/lookalikes|test_(hulls|identities|evaluate)|screen"
RULES += [
    r("number", "ssvid", SQLK, None, r"sources/|lists/(eu|uk|un|ofac)|data/scripts"),
    r("number", "ssvid", "exact attr kw", NUMBER_PY),
    r("numbers", "ssvids", "col exact attr", r"alerts/|schema|test_verdicts", r"alerts/named"),
]
OF_FIXES = r"tests/(sources/)?test_(columns|formats|feeds|ledger|nmea|sources|encodings|hostile|no_ship|round_trip|check)|upkeep\\.py"
RULES += [
    r("ship", "ssvid", SQLK + " param", "#ssvid"),
    r("status", "nav_status", "col", "#ssvid"), r("class", "ais_class", "col", "#ssvid"), r("kind", "station_type", "col", "#stations"),
    r("ship", "ssvid", "exact attr", OF_FIXES),
    r("status", "nav_status", "attr", r"test_(columns|sources|feeds|nmea|formats)"),
]
SSVID = r"vesseltrack/sources/|builders/sea|engine/window|alerts/prune|takeback|sharing\.py|tracks/(window|late|late_fixes)\.py|evaluate/planting|demo/|tracks/(hops|fix_pairs)\.sql"
RULES += [
    r("ship", "ssvid", SQLK, SSVID),
    r("ship", "ssvid", "exact attr kw param", r"(?<!tests/)sources/(intake|ingest|keep|write|packing|reclaim|particulars)|alerts/prune|tracks/(late|late_fixes)\.py|evaluate/planting|(builders|tests)/(sea|late_seas|bench)\.py|test_late"),
    r("ship", "vessel_id", SQLK + " param tick"),
    r("ship", "vessel_id", "exact attr", None, r"sources/|lists/|demo/|cli/(alerts|commands|proof)|cli\.py|data/scripts|evaluate/|test_identities_near"),
    r("reason", "name", "exact attr", r"test_scoring"),
    r("kind", "event_type", "attr exact", r"test_scoring"),
    r("ship", "vessel_id", "kw", r"detectors/|alongside/"), r("ship", "vessel_id", "name", r"vesseltrack/alongside/"),
    r("mark", "slot", "name", r"vesseltrack/alongside/"), r("other_ship", "other_vessel_id", "name", r"vesseltrack/alongside/"),
    r("kind", "zone_type", "exact attr", r"test_visits"),
    r("status", "legal_status", "exact attr", r"test_visits"),
    r("kind", "segment_type", "exact attr col", r"test_hulls"),
    r("hours", "span_h", "attr", r"test_tracks"),
    r("hours", "hours_sent", "attr", r"test_identities"),
    r("other_ship", "other_vessel_id", SQLK + " exact attr kw tick param", None, r"demo/|evaluate/(meetings|hulls|met)"),
]
RULES += [
    r("ships", "vessel_ids", "col exact attr", r"alerts/(event_spans|same_events|sight|replay|whatif|verdicts|anystore)|test_verdicts"),
]
# -- functions, classes, modules ----------------------------------------------------------------------------------------------
NAMES = words(
    "lent>registered lending>registering Lent>ArrowSource begin_again>restart_transaction plainly>translated_errors"
    " teach>load_macros Intake>Ingest Keeping>Writing let_go>prune_within HOPS>FIX_PAIRS LATE_HOPS>FIX_PAIRS_ON_TIME PIECES>SEGMENTS"
    " LEGS>TRACK_STEPS STRAYS>NOISE_SEGMENTS GRID>RESAMPLED PLACES>CELL_CONTEXT DISTURBANCES>OUTAGES CALLS>POSSIBLE_PORT_CALLS"
    " COMPANIONS>POSSIBLE_RENDEZVOUS ODDNESS>ANOMALY_SCORES TOLD>ALERTS_WITH_STATUS SIGHTINGS>LISTED_SHIP_DETECTIONS"
    " IDENTITY_SIGNS>IDENTITY_ANOMALIES oddness_of>anomaly_scores_of reasons_sql>event_indicators_sql what_if>replay_with"
)
for old, new in NAMES:
    RULES += [r(old, new, "name attr call tick", None, r"tests/sea" if old == "PIECES" else None)]

RULES += [r("beside", "cursor", "name attr call", r"store/__init__|sources/(intake|ingest)")]
LEFT_ALONE = {(w, "name") for w in ("ship", "number", "mark", "place", "lane", "trade", "hours", "hour", "until", "since", "kind", "because",
    "reasons", "known", "heard", "expected", "way", "places", "pieces", "grid", "late", "calls", "status", "chances", "tries", "ways")}

I = re.IGNORECASE
FILES = [(re.compile(a), b) for a, b in (
    (r"tracks/hops\.sql$", "tracks/fix_pairs.sql"), (r"tracks/legs\.sql$", "tracks/track_steps.sql"),
    (r"tracks/strays\.sql$", "tracks/noise_segments.sql"), (r"tracks/grid\.sql$", "tracks/resampled.sql"),
    (r"tracks/pieces\.py$", "tracks/segments.py"), (r"tracks/late\.py$", "tracks/late_fixes.py"),
    (r"tracks/drawn\.sql$", "tracks/interpolated_positions.sql"),
    (r"reception/silences\.sql$", "reception/gap_candidates.sql"), (r"reception/chances\.sql$", "reception/ship_cell_hours.sql"),
    (r"reception/hearings\.sql$", "reception/ship_cell_reception.sql"), (r"reception/hearing\.sql$", "reception/cell_reception.sql"),
    (r"reception/tries\.sql$", "reception/ship_reception.sql"), (r"reception/weather\.sql$", "reception/hourly_reception.sql"),
    (r"reception/waters\.sql$", "reception/wide_reception.sql"), (r"reception/strengths\.sql$", "reception/ship_detectability.sql"),
    (r"reception/ways\.sql$", "reception/candidate_tracks.sql"), (r"reception/unheard\.(sql|py)$", r"reception/gap_probabilities.\1"),
    (r"reception/likelihoods\.sql$", "reception/gap_likelihoods.sql"), (r"reception/disturbances\.py$", "reception/outages.py"),
    (r"reception/ends\.sql$", "reception/track_ends.sql"), (r"reception/reckonings\.sql$", "reception/dead_reckonings.sql"),
    (r"reception/habits\.sql$", "reception/gap_habits.sql"), (r"reception/departures\.sql$", "reception/gap_departures.sql"),
    (r"reception/dispersions\.sql$", "reception/reception_dispersions.sql"),
    (r"alongside/meeting_candidates\.sql$", "alongside/encounter_candidates.sql"),
    (r"^vesseltrack/reach/", "vesseltrack/reachability/"),
    (r"reachability/calls\.py$", "reachability/port_calls.py"), (r"reachability/companions\.(py|sql)$", r"reachability/rendezvous.\1"),
    (r"alerts/told\.(py|sql)$", r"alerts/alerts_with_status.\1"), (r"alerts/life\.py$", "alerts/history.py"),
    (r"alerts/whatif\.py$", "alerts/replay.py"), (r"scoring/reasons\.py$", "scoring/event_indicators.py"),
    (r"sources/judge\.sql$", "sources/validate.sql"), (r"sources/keep\.py$", "sources/write.py"), (r"sources/intake\.py$", "sources/ingest.py"),
    (r"store/words\.sql$", "store/macros.sql"), (r"zones/places\.py$", "zones/cell_context.py"), (r"demo/verdict\.py$", "demo/scorecard.py"),
    (r"detectors/identity_signs/identity_signs\.sql$", "detectors/identity_signs/identity_anomalies.sql"),
    (r"detectors/identity_signs/", "detectors/identity_anomalies/"),
    (r"detectors/sightings/sightings\.sql$", "detectors/sightings/listed_ship_detections.sql"),
    (r"detectors/sightings/", "detectors/listed_ship_detections/"),
)]
DOTTED = [(re.compile(a), b) for a, b in (
    (r"\bvesseltrack\.tracks\.pieces\b", "vesseltrack.tracks.segments"), (r"\bvesseltrack\.tracks\.late\b", "vesseltrack.tracks.late_fixes"),
    (r"\bvesseltrack\.reception\.disturbances\b", "vesseltrack.reception.outages"),
    (r"\bvesseltrack\.reception\.unheard\b", "vesseltrack.reception.gap_probabilities"),
    (r"\bvesseltrack\.reach\.calls\b", "vesseltrack.reachability.port_calls"),
    (r"\bvesseltrack\.reach\.companions\b", "vesseltrack.reachability.rendezvous"),
    (r"\bvesseltrack\.reach\b", "vesseltrack.reachability"),
    (r"\bfrom vesseltrack import reach\b", "from vesseltrack import reachability"),
    (r"\bvesseltrack\.alerts\.told\b", "vesseltrack.alerts.alerts_with_status"), (r"\bvesseltrack\.alerts\.life\b", "vesseltrack.alerts.history"),
    (r"\bvesseltrack\.alerts\.whatif\b", "vesseltrack.alerts.replay"),
    (r"\bvesseltrack\.scoring\.reasons\b", "vesseltrack.scoring.event_indicators"),
    (r"\bvesseltrack\.sources\.keep\b", "vesseltrack.sources.write"), (r"\bvesseltrack\.sources\.intake\b", "vesseltrack.sources.ingest"),
    (r"\bvesseltrack\.zones\.places\b", "vesseltrack.zones.cell_context"), (r"\bvesseltrack\.demo\.verdict\b", "vesseltrack.demo.scorecard"),
    (r"\bvesseltrack\.detectors\.identity_signs\b", "vesseltrack.detectors.identity_anomalies"),
    (r"\bvesseltrack\.detectors\.sightings\b", "vesseltrack.detectors.listed_ship_detections"),
)]
SKIP = re.compile(r"store/migrations/|test_layouts|layout_3|^data/|\.parquet$|\.png$|LICENSE|^docs/glossary|schema/former\.py|test_former|CHANGELOG|alert-files-0\.2|tests/data")


def p(files, old, new):
    PATCHES.append((files and re.compile(files), old, new))


PATCHES: list = []
RX = re.compile
p(r"api\.py|tracks/late", RX(r"FROM late WHERE set_aside AND late\.ship = (\w+)\.ship AND late\.time = \1\.time AND late\.lat = \1\.lat AND late\.lon = \1\.lon"),
  r"FROM late AS l WHERE set_aside AND l.ssvid = \1.ssvid AND l.time = \1.time AND l.lat = \1.lat AND l.lon = \1.lon")
# fixes and statics bear the number a ship sends under, not the hull's key
p(None, RX(r"\bship, time, lat, lon, sog_kn, cog_deg, heading_deg, rot_deg_min, status, class\b"),
  "ssvid, time, lat, lon, sog_kn, cog_deg, heading_deg, rot_deg_min, nav_status, ais_class")
p(None, RX(r"cog_deg, heading_deg, rot_deg_min, status, class\b"), "cog_deg, heading_deg, rot_deg_min, nav_status, ais_class")
p(r"tracks/|api\.py|reception/|alongside/|tests/", RX(r"cog_deg, heading_deg, status\b"), "cog_deg, heading_deg, nav_status")
p(None, RX(r"\b(fixes|statics|late|evidence|ids)\.ship\b"), r"\1.ssvid")
p(None, RX(r"late\.ssvid = (\w+)\.ship\b"), r"late.ssvid = \1.ssvid")
p(None, RX(r"\bship AS number\b"), "ssvid")
p(None, RX(r"\(SELECT ship FROM (late|fixes|statics|ids)\b"), r"(SELECT ssvid FROM \1")
p(r"tracks/__init__", "WHERE ship IN (SELECT ssvid FROM late", "WHERE ssvid IN (SELECT ssvid FROM late")
p(r"tracks/(pieces|segments)", "WHERE ship IN (SELECT number FROM ({HOPPED}) WHERE leap) GROUP BY ship", "WHERE ssvid IN (SELECT number FROM ({HOPPED}) WHERE leap) GROUP BY ssvid")
S = r"ships/ships\.sql"
p(S, "late.lon = f.lon)\n    GROUP BY ship", "late.lon = f.lon)\n    GROUP BY ssvid")
p(S, RX(r"\bclass\b(?! A, an)"), "ais_class")
p(S, "SELECT number AS ship, hour", "SELECT number, hour")
p(S, "SELECT ship, what, value, count(DISTINCT hour)", "SELECT number, what, value, count(DISTINCT hour)")
p(S, "), most AS (\n    SELECT ship,", "), most AS (\n    SELECT number,")
p(S, "FROM ranked GROUP BY ship", "FROM ranked GROUP BY number")
p(S, "LEFT JOIN most ON most.ship = number", "LEFT JOIN most USING (number)")
p(S, RX(r"LEFT JOIN (ids|mothers) ON \1\.(?:ship|ssvid) = number"), r"LEFT JOIN \1 USING (number)")
p(S, "SELECT ship, arg_max(mother_ssvid, (n, mother_ssvid)) AS mother_ssvid", "SELECT number, arg_max(mother_ssvid, (n, mother_ssvid)) AS mother_ssvid")
p(S, "FROM (SELECT ship, mother_ssvid, count(DISTINCT hour) AS n FROM statics WHERE mother_ssvid IS NOT NULL GROUP BY ALL)\n    GROUP BY ship",
  "FROM (SELECT number, mother_ssvid, count(DISTINCT hour) AS n FROM statics WHERE mother_ssvid IS NOT NULL GROUP BY ALL)\n    GROUP BY number")
p(r"ships/particulars\.sql", "GROUP BY ship, name", "GROUP BY ssvid, name")
p(r"lists/matches\.sql", "OVER (PARTITION BY ship)", "OVER (PARTITION BY ssvid)")
p(r"lists/matches\.sql", "GROUP BY ship, imo", "GROUP BY ssvid, imo")
p(r"reception/searched\.sql", "count(DISTINCT ship) AS ships, min(time)", "count(DISTINCT ssvid) AS ships, min(time)")
p(r"reception/searched\.sql", "WITH hours AS (", "WITH each_hour AS (")
p(r"reception/searched\.sql", "FROM hours WHERE ships >= (SELECT max(ships) / 50 FROM hours)", "FROM each_hour WHERE ships >= (SELECT max(ships) / 50 FROM each_hour)")
A = r"scoring/alerts\.sql"
p(A, "event_type AS kind", "event_type")
p(A, "    since, until,\n", "    stories.since, stories.until,\n")
p(A, "where_text AS place", "where_text")
p(A, "(SELECT since + INTERVAL 6 HOUR FROM searched)", "(SELECT KEEP_since + INTERVAL 6 HOUR FROM searched)")
p(A, "' since ' ||", "' since ' ||")
p(A, "coalesce(x.because, []) AS odd_because", "coalesce(x.explanation, []) AS odd_because")
p(r"scoring/scored\.sql", "weight DESC, reason)", "weight DESC, name)")
p(r"scoring/scored\.sql", "ORDER BY weight, reason)", "ORDER BY weight, name)")
p(r"scoring/(reasons|event_indicators)\.py", "AS reason,", "AS name,")
p(None, RX(r"(verdict|assessment) = 'silent'"), r"\1 = 'transmitter_off'")
p(None, RX(r"(verdict|assessment) (==|!=|<>|=) (['\"])cannot tell\3"), r"\1 \2 \3undetermined\3")
p(None, RX(r"(verdict|assessment) (==|!=|<>|=) (['\"])silent\3"), r"\1 \2 \3transmitter_off\3")
p(None, RX(r"(verdict|assessment) (==|!=|<>|=) (['\"])not heard\3"), r"\1 \2 \3lost_signal\3")
p(None, RX(r"(verdict|assessment) (==|!=|<>|=) (['\"])disturbed\3"), r"\1 \2 \3outage\3")
p(None, "verdict IN ('silent', 'cannot tell')", "verdict IN ('transmitter_off', 'undetermined')")
G = r"gaps/gaps\.sql"
p(r"strays\.sql|noise_segments\.sql", "mode(kind) AS kind", "mode(kind) AS noise_type")
p(r"tries\.sql|ship_reception\.sql", "FILTER (waited)", "FILTER (assumed)")
p(r"tries\.sql|ship_reception\.sql", "FILTER (NOT waited)", "FILTER (NOT assumed)")
p(None, RX(r"max\(before\)( FROM \(SELECT before)? FROM prunings"), lambda m: "max(refused_before)" + (" FROM (SELECT refused_before" if m[1] else "") + " FROM prunings")
p(None, "SELECT before FROM prunings", "SELECT refused_before FROM prunings")
p(G, "THEN 'disturbed'", "THEN 'outage'")
p(G, "THEN 'silent'", "THEN 'transmitter_off'")
p(G, "THEN 'not heard'", "THEN 'lost_signal'")
p(G, "ELSE 'cannot tell' END AS verdict", "ELSE 'undetermined' END AS verdict")
p(G, "WITH before AS (", "WITH earlier AS (")
p(G, "LEFT JOIN before USING (event)", "LEFT JOIN earlier USING (event)")
p(G, RX(r"\), without AS \("), "), hours_without AS (")
p(G, "LEFT JOIN without USING (event)", "LEFT JOIN hours_without USING (event)")
p(None, RX(r"\bz\.kind\b"), "z.zone_type")
p(r"report/chart", "SELECT name, kind, status, watch, geometry FROM zones WHERE kind <> 'port'", "SELECT name, zone_type, legal_status, watch, geometry FROM zones WHERE zone_type <> 'port'")
p(r"report/chart", "shapes.kind.isin", "shapes.zone_type.isin")
p(r"report/chart", 'groupby("status")', 'groupby("legal_status")')
p(r"report/page", "SELECT name, status, geometry FROM zones", "SELECT name, legal_status, geometry FROM zones")
p(r"reach", "list_contains($kinds, kind)", "list_contains($kinds, zone_type)")
p(r"reach", "target=name, kind=kind", "target=name, target_type=kind")
p(r"report/dossier", 'calls[calls.kind == "port"]', 'calls[calls.target_type == "port"]')
p(r"zones/__init__", 'words = {w: str(said', 'words = {_COLUMN.get(w, w): str(said')
p(r"zones/__init__", '''_WORDS = ("name", "kind", "authority", "status", "source", "source_date", "confidence", "note")
''', '''_WORDS = ("name", "kind", "authority", "status", "source", "source_date", "confidence", "note")
"""Properties of a zone in GeoJSON."""
_COLUMN = {"kind": "zone_type", "status": "legal_status"}
"""Columns that are called otherwise."""
''')
SC = r"demo/(verdict|scorecard)"
p(SC, '"SELECT event, kind, lane, ship, other_ship, start_time, end_time FROM alerts"', '"SELECT event, event_type AS kind, vessel_id, other_vessel_id, start_time, end_time FROM alerts"')
p(SC, '"SELECT event, event_type AS kind, lane, ship, other_ship, start_time, end_time FROM scored"', '"SELECT event, event_type AS kind, vessel_id, other_vessel_id, start_time, end_time FROM scored"')
p(SC, RX(r"\b(events|mine)\.(other_)?ship\b"), lambda m: f"{m[1]}.{'other_' if m[2] else ''}vessel_id")
p(SC, 'alerts[["ship", "other_ship"]]', 'alerts[["vessel_id", "other_vessel_id"]]')
p(r"tests/", RX(r"SELECT (DISTINCT )?reason\b(?=[^\"\n]*FROM reasons)"), r"SELECT \1name")
p(r"api\.py|tracks/", RX(r"\bown\.ship\b"), "own.ssvid")
p(None, "WHERE ship = coalesce((SELECT any_value(number) FROM pieces", "WHERE ssvid = coalesce((SELECT any_value(number) FROM pieces")
p(None, "FROM fixes WHERE ship = $ship", "FROM fixes WHERE ssvid = $ship")
p(r"test_house", '"_chances",', '"_slots",')
p(r"test_house", "step calls failed", "step possible_port_calls failed")
p(r"test_add_a_detector", '" AS where_text", " AS place"', '" AS where_text", " AS spot"')
p(r"test_add_a_detector", "has no use for place", "has no use for spot")
p(None, RX(r"\bverdict\b(?=[^\n\"]*\bFROM gaps\b)"), "assessment")
p(None, "FROM gaps GROUP BY verdict", "FROM gaps GROUP BY assessment")
p(r"report/page", 'f"{gaps.get(v, 0):,} {v}" for v in', """f"{gaps.get(v, 0):,} {v.replace('_', ' ')}" for v in""")
for a, b in (("silent", "transmitter_off"), ("cannot tell", "undetermined"), ("not heard", "lost_signal"), ("disturbed", "outage")):
    p(r"report/page|test_(dark|reception|gaps|late|nights|page|said)", f'"{a}"', f'"{b}"')
p(r"cli/alerts", 'command(name="mark")', 'command(name="KEEP_mark")')
p(None, '"alerts", "mark"', '"alerts", "KEEP_mark"')
p(r"crash", RX(r'(\{|, )"mark": (\d)'), r'\1"KEEP_mark": \2')
p(r"crash", 'Command("mark"', 'Command("KEEP_mark"')
p(r"test_cli", '("show", "mark")', '("show", "KEEP_mark")')
p(r"following", 'row["kind"]', 'row["event_type"]')
p(r"following", 'json.loads(x)["kind"]', 'json.loads(x)["event_type"]')
p(r"following", 'drop_duplicates("kind")', 'drop_duplicates("event_type")')
L = r"alerts/(life|history)"
p(L, "SELECT last_time, since, files FROM searched", "SELECT last_time, KEEP_since, files FROM searched")
p(L, '{"until": until, "nth"', '{"KEEP_until": until, "nth"')
p(r"test_policy", RX(r'make\(\s*"reasons"\s*\)'), 'make("event_indicators")')
p(r"test_policy", RX(r'\n(\s+)"reasons"\n'), r'\n\1"event_indicators"\n')
p(L, '"files": files, "since": since', '"files": files, "KEEP_since": since')
p(r"schema/tracks", "odd BOOLEAN 200 m apart and more, and farther than the speed it sent would have it: a late copy may lie at one end",
  "odd BOOLEAN 200 m apart and more, and farther than the speed sent would have it: a late copy may lie at one end")
p(r"api\.py", "FROM late WHERE set_aside AND late.ssvid = m.ssvid AND late.time", "FROM late\n    WHERE set_aside AND late.ssvid = m.ssvid AND late.time")
p(r"test_(nightly|scoring)", 'set_index("reason")', 'set_index("name")')
p(r"cli/(zones|commands)", "name, kind, authority, status, watch", "name, zone_type, authority, legal_status, watch")
p(r"cli/(zones|commands)", "FROM zones ORDER BY kind, name", "FROM zones ORDER BY zone_type, name")
p(r"cli/(zones|commands)|README", 'select(.status == "legal")', 'select(.legal_status == "legal")')
p(r"report/__init__", "told.ship = asked.number", "told.ssvid = asked.number")
p(r"report/ship", 'params = {"number": number', 'params = {"KEEP_number": number')
p(r"report/ship", '" OR ship = $number', '" OR vessel_id = $number')
p(r"report/ship", "s.class,", "s.ais_class,")
p(r"reception/", RX(r"\b(f|m)\.ship = ships\.number"), r"\1.ssvid = ships.number")
p(r"encounters\.sql", RX(r"\bstatus, other_status\b"), "nav_status, other_nav_status")
p(r"alongside/", "FROM messages() WHERE ship IN (SELECT number", "FROM messages() WHERE ssvid IN (SELECT number")
M = r"evaluate/met\.py"
p(M, "SELECT event, ship, other_ship, start_time, start_time +", "SELECT event, vessel_id AS KEEP_ship, other_vessel_id AS KEEP_other_ship, start_time, start_time +")
p(M, "FROM (SELECT event, ship, other_ship, start_time", "FROM (SELECT event, vessel_id, other_vessel_id, start_time")
p(M, "SELECT event, ship, NULL, start_time", "SELECT event, vessel_id, NULL, start_time")
p(M, "SELECT alert, rank, kind, ship, other_ship, events FROM alerts WHERE kind IN", "SELECT alert, rank, event_type AS KEEP_kind, vessel_id AS KEEP_ship, other_vessel_id AS KEEP_other_ship, events FROM alerts WHERE event_type IN")
p(r"meeting_series\.sql", "SELECT number, mark_before(time)", "SELECT n.number, mark_before(time)")
p(r"tests/", RX(r'"[^"\n]*FROM reasons[^"\n]*"'), lambda m: re.sub(r"\breason\b", "name", m[0]))
p(r"meeting_series\.sql", "n.number = m.ship", "n.number = m.ssvid")
p(r"(meeting|encounter)_candidates\.sql", RX(r"\bstatus\b"), "nav_status")
p(r"(meeting|encounter)_candidates\.sql", "other_status", "other_nav_status")
p(r"tests/", RX(r"\b(strays(?:\[[^\]]*\])?)\.kind\b"), r"\1.noise_type")
p(r"cli/alerts", 'typer.Option("--because"', 'typer.Option("--reason", "--because"')
p(r"docs/|README|cli/alerts", RX(r"(benign|watch|confirmed) --because "), r"\1 --reason ")
p(r"told\.sql|alerts_with_status\.sql", "ELSE '' END, '') AS said,", "ELSE '' END, '') AS verdict_text,")
p(r"told\.sql|alerts_with_status\.sql", RX(r"(came after that', more\) ELSE '' END, ''\)) AS said,"), r"\1 AS verdict_text,")
p(r"sources/sniff", '"status": "status"', '"KEEP_status": "nav_status"')
p(r"sources/sniff", '"class": "class"', '"KEEP_class": "ais_class"')
TABLE_WORDS = {a: b for a, b in PLAIN_TABLES + TWO_MEANINGS}
p(r"docs/|README|tests/", RX(r"(vesseltrack (?:tables|steps|step)) ([a-z_]+)\b"), lambda m: f"{m[1]} {TABLE_WORDS.get(m[2], m[2])}")
p(r"report/page/", "SELECT name, kind, status, authority, watch, geometry FROM zones WHERE kind <> 'port'", "SELECT name, zone_type, legal_status, authority, watch, geometry FROM zones WHERE zone_type <> 'port'")
p(r"test_house", "FROM duckdb_columns() WHERE NOT internal", "FROM duckdb_columns() WHERE NOT internal AND schema_name <> 'v01'")
p(r"reception/(unheard|gap_probabilities)\.py", 'found[f"silence_{name}"]', 'found["p_off" if name == "p" else f"p_off_{name}"]')
p(r"schema/reception", "receivers (of regions), source (one of several)", "receivers, source (one of several)")
p(r"report/page/", "WHERE c.kind = 'port'", "WHERE c.target_type = 'port'")
p(r"report/page/", "SELECT DISTINCT a.alert, r.reason FROM", "SELECT DISTINCT a.alert, r.name AS reason FROM")
p(r"report/page/", "ORDER BY a.alert, r.reason", "ORDER BY a.alert, r.name")
p(r"test_output", '{"ship": ship, "name": name', '{"ssvid": ship, "name": name')
p(r"test_output", 'columns=["ship", "time"', 'columns=["ssvid", "time"')
p(r"tests/", '("ship", "9161003"', '("KEEP_ship", "9161003"')
p(r"tests/", 'run(folder, "ship",', 'run(folder, "KEEP_ship",')
p(r"docs/rooms\.md", RX(r"\breach\b"), "reachability")
PL = r"evaluate/planting"
p(PL, 'columns=["ship", "start_time", "end_time"]', 'columns=["KEEP_ship", "start_time", "end_time"]')
p(PL, "    SELECT ship, min(start_time) AS first", "    SELECT vessel_id, min(start_time) AS first")
p(PL, "FROM legs WHERE NOT leap GROUP BY ship", "FROM legs WHERE NOT leap GROUP BY vessel_id")
p(PL, "SELECT ship, sailed FROM spans, data", "SELECT vessel_id AS ssvid, sailed FROM spans, data")
p(PL, "AND ship NOT IN (SELECT number FROM pieces)\nORDER BY ship", "AND vessel_id NOT IN (SELECT number FROM pieces)\nORDER BY vessel_id")
p(PL, "sog_kn, cog_deg, status, class", "sog_kn, cog_deg, nav_status, ais_class")
p(PL, "part.status.fillna", "part.nav_status.fillna")
p(PL, 'part["class"]', 'part["ais_class"]')
p(PL, "``ship, start_time, end_time``", "``KEEP_ship, start_time, end_time``")
p(r"sources/speeds", '("ship", "time", "lat"', '("ssvid", "time", "lat"')
p(r"sources/speeds", 'rows["ship"]', 'rows["ssvid"]')
p(r"tests/", RX(r"^says = ", re.M), "text = ")
p(r"docs/add-a-detector", RX(r"^says = ", re.M), "text = ")
p(r"tests/", RX(r"\.trades\b"), ".vessel_types")
p(r"tests/", RX(r"\btrades = \["), "vessel_types = [")
p(r"tests/", "when or says", "when or text")
p(r"scoring/(reasons|event_indicators)", "when or says", "when or text")
W = r"sources/(keep|write)\.py"
p(W, '"rot_deg_min", "status", "class"', '"rot_deg_min", "nav_status", "ais_class"')
p(W, '_STATION = "station, kind, time', '_STATION = "station, station_type, time')
p(W, '"SELECT DISTINCT ship AS station, kind, time', '"SELECT DISTINCT ssvid AS station, kind AS station_type, time')
p(r"sources/reclaim\.py", "kind = station_by_number(station)", "station_type = station_by_number(station)")
p(r"sources/reclaim\.py", "EXCLUDE (station, kind, by_number)", "EXCLUDE (station, station_type, by_number)")
p(r"sources/reclaimed\.sql", "any_value(kind) AS kind FROM stations", "any_value(station_type) AS station_type FROM stations")
p(r"sources/reclaimed\.sql", RX(r"\bkind (=|IN|<>) "), r"station_type \1 ")
p(r"sources/reclaimed\.sql", "kind = station_by_number", "station_type = station_by_number")
J = r"sources/(judge|validate)\.sql"
p(J, "AS TINYINT) AS status,", "AS TINYINT) AS nav_status,")
p(J, "transponder AS class,", "transponder AS ais_class,")
p(r"report/page", "SELECT kind, count(*) FROM disturbances GROUP BY kind", "SELECT outage_type, count(*) FROM disturbances GROUP BY outage_type")
p(r"scoring/forest", "kind=kind.table", "scored_table=kind.table")
p(r"encounters\.sql", "), pieces AS (", "), close_spells AS (")
p(r"encounters\.sql", "    FROM pieces\n", "    FROM close_spells\n")
p(r"ship_days\.sql", "), silences AS (", "), longest_gap AS (")
p(r"ship_days\.sql", "LEFT JOIN silences USING (ship, day)", "LEFT JOIN longest_gap USING (ship, day)")

PROSE: list = []
ADDRESSES = [
    (RX(r"\bsightings\.(?=[a-z])"), "listed_ship_detections.", None), (RX(r"\bidentity_signs\.(?=[a-z])"), "identity_anomalies.", None),
    (RX(r"\breach\.(?=[a-z_]+ ?=)"), "reachability.", None), (RX(r"\[reach\]"), "[reachability]", None),
    (RX(r"\[identity_signs\]"), "[identity_anomalies]", None), (RX(r"\[sightings\]"), "[listed_ship_detections]", None),
    (RX(r"\bodd_percentile\b"), "anomaly_percentile", None), (RX(r"\b(cell|hour|ship)_chances\b"), r"\1_prior_slots", None),
    (RX(r"\bway_h\b"), "candidate_h", None),
]
STRINGS: list = ADDRESSES + [
    (RX(r"(?<![-\w'])\.lane\b"), ".queue", None), (RX(r"\bSIGHTINGS\b"), "LISTED_SHIP_DETECTIONS", None), (RX(r"\bIDENTITY_SIGNS\b"), "IDENTITY_ANOMALIES", None),
    (RX(r"number == @"), "ssvid == @", re.compile("tests/")),
    (RX(r"\bstep (hops|legs|pieces|strays|grid|places|late_hops|late|calls)\b"), lambda m: "step " + {"late": "late_fixes", "late_hops": "fix_pairs_on_time", "calls": "possible_port_calls", "hops": "fix_pairs", "legs": "track_steps", "pieces": "segments",
        "strays": "noise_segments", "grid": "resampled", "places": "cell_context"}[m[1]], None),
]
TOML: list = list(ADDRESSES)
OTHER: list = ADDRESSES + [(RX(r"(?<![-\w'])\.lane\b"), ".queue", None)]
SCHEMA_MEANINGS: list = []
