/* SPDX-License-Identifier: MIT */
/* What came of the user's login and mail, in words. */
#include "base/text.h"
#include "rules/diagnosis_parts.h"

enum { WORDS_MOST = 200 };

/* What the codes of refusals mean: enhanced status codes (RFC 3463, RFC 4954 section 6, RFC
 * 5248's registry), response codes in brackets (RFC 5530, RFC 3206, RFC 2449) or in parentheses
 * (RFC 5804 section 1.3), and, where there is none of them, SMTP's own. The first that fits is
 * told, so that what is more exact stands before what is less so. X stands for 4 or 5. */
static const struct meaning {
	enum stage stage;
	const char *code;
	const char *words;
} meanings[] = {
	{ STAGE_LOGIN, "X.7.8",
	    "user name or password is wrong, or this login is not allowed" },
	{ STAGE_LOGIN, "X.7.9", "it wants a stronger mechanism of this user" },
	{ STAGE_LOGIN, "X.7.11", "it wants TLS before this mechanism" },
	{ STAGE_LOGIN, "X.7.12", "it wants one login by PLAIN first, to renew what it keeps" },
	{ STAGE_LOGIN, "X.7.14",
	    "it wants the account to be unlocked, or another kind of login" },
	{ STAGE_LOGIN, "4.7.0", "it cannot check logins at the moment" },
	{ STAGE_LOGIN, "X.5.4", "it does not know the mechanism" },
	{ STAGE_LOGIN, "[AUTHENTICATIONFAILED", "user name or password is wrong" },
	{ STAGE_LOGIN, "[AUTHORIZATIONFAILED", "the user may not log in so" },
	{ STAGE_LOGIN, "[EXPIRED", "the password has expired" },
	{ STAGE_LOGIN, "[PRIVACYREQUIRED", "it wants TLS first" },
	{ STAGE_LOGIN, "[UNAVAILABLE", "it cannot check logins at the moment" },
	{ STAGE_LOGIN, "[CONTACTADMIN", "its administrator has to be asked" },
	{ STAGE_LOGIN, "[SYS/TEMP", "it cannot check logins at the moment" },
	{ STAGE_LOGIN, "[SYS/PERM", "its administrator has to be asked" },
	{ STAGE_LOGIN, "[IN-USE", "another session has the mailbox" },
	{ STAGE_LOGIN, "[LOGIN-DELAY", "it wants more time between two logins" },
	{ STAGE_LOGIN, "[AUTH]", "user name or password is wrong" },
	{ STAGE_LOGIN, "(AUTH-TOO-WEAK", "it wants a stronger mechanism" },
	{ STAGE_LOGIN, "(ENCRYPT-NEEDED", "it wants TLS first" },
	{ STAGE_LOGIN, "(TRANSITION-NEEDED", "it wants one login by PLAIN first" },
	{ STAGE_LOGIN, "(TRYLATER", "it cannot check logins at the moment" },
	{ STAGE_LOGIN, "535", "user name or password is wrong, or this login is not allowed" },
	{ STAGE_LOGIN, "454", "it cannot check logins at the moment" },
	{ STAGE_LOGIN, "504", "it does not know the mechanism" },
	{ STAGE_LOGIN, "534", "it wants a stronger mechanism of this user" },
	{ STAGE_LOGIN, "538", "it wants TLS before this mechanism" },
	{ STAGE_ENVELOPE, "X.1.1", "it knows no such mailbox" },
	{ STAGE_ENVELOPE, "X.1.2", "it knows no such domain" },
	{ STAGE_ENVELOPE, "X.1.3", "it takes this for no address" },
	{ STAGE_ENVELOPE, "X.1.7", "it takes the sender for no address" },
	{ STAGE_ENVELOPE, "X.1.8", "it cannot find the sender's domain" },
	{ STAGE_ENVELOPE, "X.1.10", "the domain takes no mail" },
	{ STAGE_ENVELOPE, "X.2.1", "the mailbox is disabled" },
	{ STAGE_ENVELOPE, "X.2.2", "the mailbox is full" },
	{ STAGE_ENVELOPE, "X.3.4", "the message is too large" },
	{ STAGE_ENVELOPE, "530", "it wants a login first" },
	{ STAGE_ENVELOPE, "X.7.0", "it does not allow it to us" },
	{ STAGE_ENVELOPE, "4.7.1", "it puts us off: a second try later may do" },
	{ STAGE_ENVELOPE, "X.7.23", "SPF does not allow this sender from here" },
	{ STAGE_ENVELOPE, "X.7.25", "our address has no right name in the DNS" },
	{ STAGE_ENVELOPE, "X.7.27", "the sender's domain takes no mail" },
	{ STAGE_MESSAGE, "X.7.1", "its policy is against it" },
};

/* RFC 3463 section 3.8, X.7.1: "delivery not authorized"; of whom depends on what was named. */
static const char *
meaning_of_policy(const struct use *use)
{
	return use->recipients == 0 ? "it does not allow this sender to us"
	       : use->is_logged_in
	           ? "it does not allow this recipient to us"
	           : "it does not relay for us: it wants a login, or is not the "
	             "recipient's server";
}

/* Does the code begin the word? "X" is either class, and no digit may follow. */
static bool
is_code(struct span word, const char *code)
{
	size_t len = 0;

	for (; code[len] != '\0'; len++) {
		bool is_class = code[len] == 'X' && len < word.len &&
		                (word.data[len] == '4' || word.data[len] == '5');

		if (len >= word.len || (word.data[len] != (uint8_t)code[len] && !is_class))
			return false;
	}
	return len == word.len || word.data[len] < '0' || word.data[len] > '9';
}

static bool
has_code(struct span words, const char *code)
{
	if (*code == '[' || *code == '(')
		return span_contains(words, code);
	/* "535 5.7.8 ...": the code is the first word or the second. */
	for (size_t i = 0; i < words.len && i < 5; i++)
		if ((i == 0 || i == 4) && is_code(span_skip(words, i), code))
			return true;
	return false;
}

static const char *
meaning_of(const struct use *use)
{
	const struct failure *failure = &use->failure;

	for (size_t i = 0; i < COUNT_OF(meanings); i++)
		if (meanings[i].stage == failure->stage &&
		    has_code(failure->words, meanings[i].code))
			return meanings[i].words;
	if (failure->stage == STAGE_ENVELOPE && has_code(failure->words, "X.7.1"))
		return meaning_of_policy(use);
	return NULL;
}

/* "SCRAM-SHA-256", "the LOGIN command" */
static const char *
way_of(struct arena *arena, const struct use *use)
{
	if (use->mechanism == NULL)
		return "this way";
	return span_contains(span_of(use->mechanism), " ")
	           ? arena_printf(arena, "the %s", use->mechanism)
	           : use->mechanism;
}

static const char *
what_is_refused(struct arena *arena, const struct use *use)
{
	switch (use->failure.stage) {
	case STAGE_LOGIN:
		return arena_printf(arena, "the login by %s", way_of(arena, use));
	case STAGE_COMMAND:
		return "what comes behind the login";
	case STAGE_ENVELOPE:
		return use->recipients > 0 ? "a recipient" : "the sender";
	case STAGE_MESSAGE:
		return "the message";
	default:
		return "to go on on the way to the login";
	}
}

static const char *
refused_clause(struct arena *arena, const struct use *use)
{
	const char *meaning = meaning_of(use);

	return arena_printf(arena, "%sthe server refuses %s: \"%s\"%s%s%s",
	    use->is_logged_in ? "the login works, but " : "", what_is_refused(arena, use),
	    text_escape(arena, use->failure.words, WORDS_MOST), meaning == NULL ? "" : " (",
	    meaning == NULL ? "" : meaning, meaning == NULL ? "" : ")");
}

static const char *
worked_clause(struct arena *arena, const struct use *use)
{
	const char *login =
	    use->is_logged_in ? arena_printf(arena, "the login by %s works", way_of(arena, use))
			      : "";
	const char *people = use->recipients > 1 ? "recipients" : "recipient";

	if (use->recipients == 0)
		return *login == '\0' ? "the server had us logged in already" : login;
	if (use->is_sent)
		return arena_printf(arena, "%s%sthe server has taken the test message", login,
		    *login == '\0' ? "" : ", and ");
	return arena_printf(arena, "%s%ssender and %s are taken", login,
	    *login == '\0' ? "" : ", and ", people);
}

static const char *
withheld_clause(struct arena *arena, const struct use *use)
{
	const char *words = use->failure.detail == NULL
	                        ? "for a reason not told"
	                        : text_escape(arena, span_of(use->failure.detail), WORDS_MOST);

	switch (use->withheld) {
	case WITHHELD_CHALLENGE:
		return arena_printf(
		    arena, "the login was broken off, for the server's challenge: %s", words);
	case WITHHELD_UNPROVED:
		return arena_printf(arena,
		    "the server took the login, but nothing was done with it: %s", words);
	case WITHHELD_NOTHING:
	case WITHHELD_UNVERIFIED:
	case WITHHELD_IN_CLEAR:
	case WITHHELD_NO_WAY:
	case WITHHELD_REASONS:
		break;
	}
	return arena_printf(arena, "the login was not sent: %s", words);
}

static const char *
clause_of(struct arena *arena, const struct use *use)
{
	switch (use->state) {
	case USE_NOT_WANTED:
	case USE_STATES:
		break;
	case USE_NOT_REACHED:
		return arena_printf(arena, "login and mail were not tried: %s", use->why);
	case USE_ELSEWHERE:
		return arena_printf(
		    arena, "login and mail are tried at %s only", use->elsewhere);
	case USE_RUNNING:
		return "login and mail were not tried to the end";
	case USE_WORKED:
		return worked_clause(arena, use);
	case USE_REFUSED:
		return refused_clause(arena, use);
	case USE_WITHHELD:
		return withheld_clause(arena, use);
	case USE_BROKEN:
		return arena_printf(arena, "%sthe server %s%s",
		    use->is_logged_in ? "the login works, but " : "",
		    failure_phrase(arena, &use->failure), failure_place(&use->failure));
	}
	return NULL;
}

/* Does its clause say first that the login works? */
static bool
begins_well(const struct use *use)
{
	return use->is_logged_in && (use->state == USE_REFUSED || use->state == USE_BROKEN);
}

const char *
use_sentence(
    const struct case_file *file, const struct answer_to_why *answer, const char *sentence)
{
	const struct use *use = &file->diagnosis->use;
	const char *clause = clause_of(file->arena, use);
	bool has_cause =
	    answer->len > 0 && answer->causes[0].opinion.suspicion >= SUSPICION_LIKELY;

	/* What the user came for is more than what may trouble others. */
	if (use->transcript != NULL && use_fails(use) && !has_cause &&
	    !file->diagnosis->has_failed)
		return arena_printf(file->arena, "the path works, %s%s",
		    begins_well(use) ? "" : "but ", clause);
	return clause == NULL ? sentence
	                      : arena_printf(file->arena, "%s; %s", sentence, clause);
}

bool
use_fails(const struct use *use)
{
	return use->state != USE_NOT_WANTED && use->state != USE_ELSEWHERE &&
	       use->state != USE_WORKED;
}

const char *
use_hint(const struct case_file *file)
{
	const struct use *use = &file->diagnosis->use;
	const struct limits *limits = &file->diagnosis->facts->record->limits;
	bool has_no_tls = failed_by(file, OUTCOME_NOT_OFFERED) ||
	                  failed_by(file, OUTCOME_MASKED) ||
	                  (failed_by(file, OUTCOME_REFUSED) && failed_at(file, STAGE_STARTTLS));

	if (use->state == USE_NOT_REACHED && has_no_tls && limits->logs_in)
		return "--login-in-clear sends the login without TLS: whoever listens has it "
		       "then";
	if (use->state == USE_REFUSED && use->failure.stage == STAGE_LOGIN)
		return "one login was tried, since accounts get locked; --mechanism NAME tries "
		       "another way";
	if (use->state != USE_WITHHELD)
		return NULL;
	if (use->withheld == WITHHELD_UNVERIFIED)
		return "--login-unverified sends it all the same: whoever is in between has it "
		       "then; --ca-file FILE trusts a certificate of your own, and "
		       "--server-name "
		       "NAME says for whom it is";
	return use->withheld == WITHHELD_IN_CLEAR
	           ? "--login-in-clear sends it all the same: whoever listens has it then"
	           : NULL;
}
