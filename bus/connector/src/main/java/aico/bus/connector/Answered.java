package aico.bus.connector;

import aico.bus.contract.Reply;
import org.jspecify.annotations.Nullable;

/**
 * What another process answered.
 *
 * @param token the token frame, or null
 * @param sealed the sealed frame, or null
 */
@SuppressWarnings("ArrayRecordComponent") // a frame handed on once, compared by nobody
public record Answered<R extends Reply>(
    R reply, @Nullable String token, byte @Nullable [] sealed) {}
