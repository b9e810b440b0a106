/**
 * The state folder of auth-service: two sealed files, each replaced whole or not at all.
 *
 * <p>Start with {@link aico.auth.storage.SealedFile} for the form of both.
 */
@NullMarked
package aico.auth.storage;

import org.jspecify.annotations.NullMarked;
