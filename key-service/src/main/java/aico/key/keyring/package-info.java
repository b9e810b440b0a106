/**
 * The installation key in the keyring of the person who is logged in. Start with {@link
 * aico.key.keyring.SecretServiceKeyStore} for Linux; {@link aico.key.keyring.OsKeyStore} is macOS
 * and Windows.
 */
@NullMarked
package aico.key.keyring;

import org.jspecify.annotations.NullMarked;
