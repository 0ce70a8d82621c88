"""The query for gaps with the speed each ship may have made."""


def silent_ships(gaps: str) -> str:
    """The query for gaps, each with the speed its ship may have made: its own 95th percentile, within bounds.

    Args:
        gaps: SQL that follows ``FROM gaps`` and selects the gaps, such as a WHERE clause.

    Returns:
        SQL of ``event vessel_id start_lat start_lon end_lat end_lon duration_h knots``, ordered by event; its parameters are the
        rules ``usual_kn``, ``slowest_kn`` and ``fastest_kn``.
    """
    return f"""
        WITH asked AS (
            SELECT event, vessel_id, start_lat, start_lon, end_lat, end_lon, duration_h FROM gaps {gaps}
        ), fast AS (
            SELECT vessel_id, fast_kn(speed_kn) AS speed_kn FROM resampled
            WHERE is_sailing_speed(speed_kn) AND vessel_id IN (SELECT vessel_id FROM asked) GROUP BY vessel_id
        )
        SELECT asked.*, CASE WHEN fast.vessel_id IS NULL THEN $usual_kn
                ELSE least($fastest_kn, greatest($slowest_kn, fast.speed_kn)) END AS knots
        FROM asked LEFT JOIN fast USING (vessel_id) ORDER BY event
    """
