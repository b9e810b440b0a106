/** The state folder of policy-service: {@link aico.policy.storage.VersionFile} is all of it. */
@NullMarked
package aico.policy.storage;

import org.jspecify.annotations.NullMarked;
