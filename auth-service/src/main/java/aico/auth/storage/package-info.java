/**
 * The state folder of auth-service: two sealed files, each replaced whole or not at all; {@code
 * sessions.sealed} on a full disk, too, in the room of {@code sessions.sealed.spare}.
 *
 * <p>Start with {@link aico.auth.storage.SealedFile} for the form of both.
 */
@NullMarked
package aico.auth.storage;

import org.jspecify.annotations.NullMarked;
