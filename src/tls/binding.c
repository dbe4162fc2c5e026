/* SPDX-License-Identifier: MIT */
#include "tls/binding.h"

#include "tls/handle.h"

#include <gnutls/gnutls.h>

bool
tls_session_binding(struct tls_session *session, struct arena *arena, enum tls_binding *kind,
    struct span *bytes)
{
	gnutls_session_t gnutls = tls_session_handle(session);
	bool is_tls13 = gnutls_protocol_get_version(gnutls) == GNUTLS_TLS1_3;
	gnutls_datum_t binding;

	if (!is_tls13 && gnutls_session_ext_master_secret_status(gnutls) == 0)
		return false;
	if (gnutls_session_channel_binding(gnutls,
		is_tls13 ? GNUTLS_CB_TLS_EXPORTER : GNUTLS_CB_TLS_UNIQUE, &binding) != 0)
		return false;
	*kind = is_tls13 ? TLS_BINDING_EXPORTER : TLS_BINDING_UNIQUE;
	*bytes = arena_copy(arena, (struct span){ .data = binding.data, .len = binding.size });
	gnutls_free(binding.data);
	return true;
}
