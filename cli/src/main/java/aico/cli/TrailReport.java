package aico.cli;

import org.jspecify.annotations.Nullable;

/**
 * What {@code audit verify} found.
 *
 * @param whole every event is there, unchanged, and the signed checkpoint covers them
 * @param size events in the log
 * @param first the first of them that is kept: those before were dropped by retention
 * @param root base64 of the Merkle root over them
 * @param checkpoint_time RFC 3339; null when there is no checkpoint
 * @param first_bad_index the first event that is not as it was; null when whole
 */
public record TrailReport(
    boolean whole,
    long size,
    long first,
    String root,
    @Nullable String checkpoint_time,
    @Nullable Long first_bad_index) {}
