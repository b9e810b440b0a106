package aico.bridge;

/**
 * How far a target is.
 *
 * @param next the sequence of the first event that it has not got
 * @param lastId the id of the event before that; empty when there is none. A log that has another
 *     event there is not the one that was followed
 */
public record Cursor(long next, String lastId) {}
