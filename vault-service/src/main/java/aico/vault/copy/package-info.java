/**
 * Copies and compares whole folders.
 *
 * <p>Paths come from listing folders and are never made of text: a name of any bytes stays as it
 * is.
 */
@NullMarked
package aico.vault.copy;

import org.jspecify.annotations.NullMarked;
