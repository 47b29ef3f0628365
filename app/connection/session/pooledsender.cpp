// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/pooledsender.h"

#include "base/propagate.h"
#include "connection/tr.h"
#include "sql/classify.h"
#include "sql/leadingwords.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

using Words = std::vector<QByteArray>;

constexpr std::size_t LookedAt = 400; // words; a call may stand far behind

enum class Place {
    Inside,  // belongs into a transaction
    Begins,  // begins one
    Ends,    // ends one
    Chains,  // ends one and begins the next
    Outside, // the server refuses it in a transaction, or it makes its own
};

bool has(const Words &words, QByteArrayView word) { return std::ranges::find(words, word) != words.end(); }

QByteArrayView at(const Words &words, std::size_t index)
{
    return index < words.size() ? QByteArrayView(words[index]) : QByteArrayView();
}

Place placeOf(const QString &sql, const Words &words)
{
    const QByteArrayView first = at(words, 0);
    const QByteArrayView second = at(words, 1);
    if (first == "BEGIN" || (first == "START" && second == "TRANSACTION"))
        return Place::Begins;
    if (first == "PREPARE" && second == "TRANSACTION")
        return Place::Ends;
    if (first == "COMMIT" || first == "END" || first == "ROLLBACK" || first == "ABORT") {
        if (second == "PREPARED")
            return Place::Outside;
        if (has(words, "TO"))
            return Place::Inside; // a savepoint
        return has(words, "CHAIN") && !has(words, "NO") ? Place::Chains : Place::Ends;
    }
    if (first == "CALL" || first == "DO")
        return Place::Outside;
    // The parser is asked where the first word leaves it open.
    static constexpr QByteArrayView some[] = {"CREATE",  "ALTER",   "DROP",    "VACUUM",    "REINDEX",
                                              "CLUSTER", "ANALYZE", "DISCARD", "CHECKPOINT"};
    if (std::ranges::find(some, first) == std::end(some))
        return Place::Inside;
    return sql::classify(sql).transaction == sql::TransactionRule::Forbidden ? Place::Outside : Place::Inside;
}

// What lasts beyond a transaction and cannot be made again in the next one; empty for anything else.
QString lasting(const Words &words, bool inBlock)
{
    const QByteArrayView first = at(words, 0);
    if (first == "LISTEN" || first == "LOAD" || (first == "PREPARE" && at(words, 1) != "TRANSACTION"))
        return QString::fromLatin1(first);
    if (first == "DECLARE" && has(words, "HOLD") && !has(words, "WITHOUT"))
        return u"A cursor WITH HOLD"_s;
    if (first == "CREATE" && (at(words, 1) == "TEMP" || at(words, 1) == "TEMPORARY")
        && !(inBlock && has(words, "DROP") && has(words, "COMMIT")))
        return u"A temporary table"_s;
    if (first == "SET" && at(words, 1) == "SESSION" && at(words, 2) == "CHARACTERISTICS")
        return u"SET SESSION CHARACTERISTICS"_s;
    static constexpr QByteArrayView locks[] = {
        "PG_ADVISORY_LOCK", "PG_ADVISORY_LOCK_SHARED", "PG_TRY_ADVISORY_LOCK", "PG_TRY_ADVISORY_LOCK_SHARED"};
    for (const QByteArray &word : words)
        if (std::ranges::find(locks, QByteArrayView(word)) != std::end(locks))
            return QString::fromLatin1(word).toLower() + u"()"_s;
    return {};
}

// SET name ..., without SESSION or LOCAL: what is to be set, and where that begins in the text. Nothing for SET
// TRANSACTION, SET CONSTRAINTS and what is no SET.
struct SetText
{
    QByteArray name;
    QString rest;
};

std::optional<SetText> settingOf(const QString &sql, const Words &words)
{
    if (at(words, 0) != "SET" || at(words, 1) == "LOCAL" || at(words, 1) == "TRANSACTION"
        || at(words, 1) == "CONSTRAINTS")
        return {};
    qsizetype from = sql.indexOf("SET"_L1, 0, Qt::CaseInsensitive) + 3;
    std::size_t name = 1;
    if (at(words, 1) == "SESSION" && at(words, 2) != "AUTHORIZATION") {
        from = sql.indexOf("SESSION"_L1, from, Qt::CaseInsensitive) + 7;
        name = 2;
    }
    const QString rest = sql.sliced(from);
    const QByteArray word = at(words, name).toByteArray().toLower();
    return SetText{word.isEmpty() ? rest.toUtf8() : word, rest}; // a name in quotes is no word
}

// The value at the end of a SET.
bool switchesOn(QString sql)
{
    sql.remove(u'\'').remove(u';');
    const QString value = sql.simplified().section(u'=', -1).section(u' ', -1).toLower();
    return value == "on"_L1 || value == "true"_L1 || value == "yes"_L1 || value == "1"_L1;
}

} // namespace

PooledSender::PooledSender(
    ServerConnection &connection, StatementSender &sender, const SessionOptions &options, ReadingMode &mode)
    : m_connection(connection)
    , m_sender(sender)
    , m_options(options)
    , m_mode(mode)
{
}

Result<Pooling> PooledSender::pooling()
{
    RETURN_IF_ERROR(m_connection.usable({}));
    if (!m_pooling && !m_connection.isIdle())
        return m_pooled ? Pooling::Unknown : Pooling::None;
    if (!m_pooling) {
        Result<Pooling> found = m_pooled ? findPooling(m_connection.get()) : Result<Pooling>(Pooling::None);
        if (!found)
            return found;
        m_pooling = *found;
    }
    return *m_pooling;
}

// What makes a transaction that has just begun one of this session. That of a session which may only read looks at a
// snapshot: from then on the server lets nobody switch the transaction to writing.
std::vector<Statement> PooledSender::setup() const
{
    std::vector<Statement> made;
    if (m_mode.guarded)
        made.push_back({u"SET TRANSACTION READ ONLY"_s, {}});
    if (m_options.names == Names::OfPostgres)
        made.insert(
            made.end(),
            {{u"SET LOCAL search_path = pg_catalog, pg_temp"_s, {}}, {u"SET LOCAL quote_all_identifiers = off"_s, {}}});
    if (m_mode.guarded)
        made.push_back(
            {u"SELECT pg_catalog.set_config('bytea_output', 'hex', true), "
             "pg_catalog.set_config('DateStyle', 'ISO', true), "
             "pg_catalog.set_config('default_transaction_read_only', 'on', true)"_s,
             {}});
    else
        made.insert(made.end(), {{u"SET LOCAL bytea_output = 'hex'"_s, {}}, {u"SET LOCAL DateStyle = 'ISO'"_s, {}}});
    for (const auto &[name, sql] : m_settings)
        made.push_back({sql, {}});
    return made;
}

// The statement as it is sent. What it sets for the session is set for the transaction, and noted in `settings` for
// those to come.
Result<Statement> PooledSender::forPool(const Statement &statement, bool inBlock, std::vector<Setting> &settings)
{
    const Words words = sql::leadingWords(statement.sql.toUtf8(), LookedAt);
    if (const QString what = lasting(words, inBlock); !what.isEmpty() && m_pooling != Pooling::Session) {
        ASSIGN_OR_RETURN(const Pooling found, pooling());
        if (found != Pooling::Session) {
            Error error = needsOwnServer(what);
            error.statement = statement.sql;
            return fail(error);
        }
    }
    Statement sent = statement;
    sent.prepared = false; // the next server would not know it
    if (const auto setting = settingOf(statement.sql, words)) {
        sent.sql = u"SET LOCAL"_s + setting->rest;
        settings.emplace_back(setting->name, sent.sql);
    } else if (at(words, 0) == "RESET") {
        settings.emplace_back(at(words, 1).toByteArray().toLower(), QString());
    }
    return sent;
}

void PooledSender::keep(const std::vector<Setting> &settings)
{
    for (const auto &[name, sql] : settings) {
        std::erase_if(m_settings, [&name](const Setting &one) { return name == "all" || one.first == name; });
        if (!sql.isEmpty())
            m_settings.emplace_back(name, sql);
        // It would count for the next transaction only, which is another one at another server.
        m_mode.guarded = m_mode.guarded || (name == "default_transaction_read_only" && switchesOn(sql));
    }
}

Result<void> PooledSender::change(const PlatformSettings &settings)
{
    if (!m_pooled) {
        std::vector<Statement> made;
        for (const auto &[name, value] : settings)
            made.push_back({u"SELECT pg_catalog.set_config($1, $2, false)"_s, {name.toUtf8(), value.toUtf8()}});
        ASSIGN_OR_RETURN(const PipelineAnswer answer, m_sender.pipeline(made, {}));
        return answer.error ? Result<void>(fail(*answer.error)) : Result<void>();
    }
    std::vector<Setting> made;
    for (const auto &[name, value] : settings)
        made.emplace_back(
            name.toLower().toUtf8(),
            u"SELECT pg_catalog.set_config(%1, %2, true)"_s.arg(sql::quoteLiteral(name), sql::quoteLiteral(value)));
    keep(made);
    return {};
}

// Each statement in a transaction that is set up; `own` tells where the given ones stand among all.
Result<PooledSender::Woven> PooledSender::weave(const std::vector<Statement> &statements)
{
    Woven woven;
    bool inBlock = !m_connection.isIdle();
    bool ours = false;
    const auto addAll = [&woven](const std::vector<Statement> &more) {
        woven.all.insert(woven.all.end(), more.begin(), more.end());
    };
    const auto endOurs = [&] {
        if (std::exchange(ours, false)) {
            addAll({{u"COMMIT"_s, {}}});
            inBlock = false;
        }
    };
    for (const Statement &statement : statements) {
        ASSIGN_OR_RETURN(Statement sent, forPool(statement, inBlock && !ours, woven.settings));
        const Place place = placeOf(statement.sql, sql::leadingWords(statement.sql.toUtf8(), LookedAt));
        // Where only reading is allowed nothing goes without a transaction that says so.
        const bool needsBlock = place == Place::Inside || (place == Place::Outside && m_mode.guarded);
        if (!needsBlock)
            endOurs();
        else if (!inBlock) {
            addAll({{u"BEGIN"_s, {}}});
            addAll(setup());
            inBlock = ours = true;
        }
        woven.own.push_back(qsizetype(woven.all.size()));
        woven.all.push_back(std::move(sent));
        if (place == Place::Begins || place == Place::Chains) {
            addAll(setup());
            inBlock = true;
        } else if (place == Place::Ends) {
            inBlock = false;
        }
    }
    endOurs();
    return woven;
}

Result<PipelineAnswer> PooledSender::send(const Woven &woven, const PipelineProgress &progress)
{
    const auto reported = [&](qsizetype index, const Answer &answer) {
        const auto own = std::ranges::lower_bound(woven.own, index);
        if (own != woven.own.end() && *own == index)
            progress(own - woven.own.begin(), answer);
    };
    Result<PipelineAnswer> whole =
        m_sender.pipeline(woven.all, progress ? PipelineProgress(reported) : PipelineProgress());
    if (!whole)
        return whole;
    PipelineAnswer answer{.answers = {}, .error = std::move(whole->error)};
    for (const qsizetype index : woven.own) {
        if (std::size_t(index) < whole->answers.size())
            answer.answers.push_back(std::move(whole->answers[std::size_t(index)]));
    }
    if (!answer.error)
        keep(woven.settings);
    else if (answer.answers.size() == woven.own.size())
        answer.answers.pop_back(); // a COMMIT of ours was refused (a constraint that was deferred): the last one failed
    return answer;
}

Result<PipelineAnswer>
PooledSender::pipeline(const std::vector<Statement> &statements, const PipelineProgress &progress)
{
    if (!m_pooled || statements.empty())
        return m_sender.pipeline(statements, progress);
    const Result<Woven> woven = weave(statements);
    return woven ? send(*woven, progress) : fail(woven.error());
}

Result<Answer> PooledSender::query(const Statement &statement)
{
    // COPY is told apart by its first answer, which a pipeline cannot have.
    if (!m_pooled || at(sql::leadingWords(statement.sql.toUtf8(), 1), 0) == "COPY")
        return m_sender.query(statement);
    ASSIGN_OR_RETURN(const Woven woven, weave({statement}));
    if (woven.all.size() == 1) {
        Result<Answer> done = m_sender.query(woven.all.front());
        if (done)
            keep(woven.settings);
        return done;
    }
    ASSIGN_OR_RETURN(PipelineAnswer done, send(woven, {}));
    if (done.error)
        return fail(*done.error);
    return std::move(done.answers.front());
}

// What answers piece by piece cannot go in a pipeline: its transaction is begun before it and ended behind it.
Result<Answer> PooledSender::inBlock(const QString &sql, const std::function<Result<Answer>()> &work)
{
    if (!m_pooled || !m_connection.isIdle() || placeOf(sql, sql::leadingWords(sql.toUtf8(), LookedAt)) != Place::Inside)
        return work();
    std::vector<Setting> ignored;
    RETURN_IF_ERROR(forPool({sql, {}}, false, ignored));
    std::vector<Statement> begin = setup();
    begin.insert(begin.begin(), {u"BEGIN"_s, {}});
    const Result<PipelineAnswer> begun = m_sender.pipeline(begin, {});
    if (const Error *error = failureOf(begun))
        return fail(*error);
    Result<Answer> done = work();
    if (m_connection.isLost())
        return done;
    const Result<Answer> ended = m_sender.query({done ? u"COMMIT"_s : u"ROLLBACK"_s, {}});
    return done && !ended ? ended : done;
}

// The settings that came as options, which proxies refuse or drop, and a try: one that pools single statements refuses
// transactions.
Result<void> PooledSender::setUp(const QString &options)
{
    m_pooled = true;
    ASSIGN_OR_RETURN(const auto settings, settingsOf(options));
    for (const auto &[name, value] : settings) {
        if (name == "default_transaction_read_only"_L1)
            continue; // each transaction says it by itself
        if (name == "search_path"_L1 && m_options.names == Names::OfPostgres)
            continue; // likewise
        m_settings.emplace_back(
            name.toLower().toUtf8(),
            u"SELECT pg_catalog.set_config(%1, %2, true)"_s.arg(sql::quoteLiteral(name), sql::quoteLiteral(value)));
    }
    // A transaction that is open at the end of a message is what a proxy that pools statements ends the connection for.
    if (const auto begun = m_sender.query({u"BEGIN"_s, {}}); !begun) {
        const Error &error = begun.error();
        if ((error.message + error.detail).contains("transaction blocks not allowed"_L1))
            return fail(
                ErrorKind::Connection, tr("The proxy in front of the server uses statement pooling"),
                tr("Connect to the server directly, or to a port of the proxy with transaction or session pooling."),
                error.detail);
        return fail(error);
    }
    std::vector<Statement> begun = setup();
    begun.push_back({u"SHOW transaction_read_only"_s, {}});
    const Result<PipelineAnswer> made = m_sender.pipeline(begun, {});
    if (const Error *error = failureOf(made))
        return fail(*error);
    if (m_mode.guarded && made->answers.back().rows.text(0, 0) != "on"_L1)
        return fail(
            ErrorKind::Permission,
            tr("The connection is locked for writing, but the server did not accept read-only mode"),
            tr("Connect to the server directly, without a proxy that drops the transaction mode."));
    RETURN_IF_ERROR(m_sender.query({u"COMMIT"_s, {}}));
    return {};
}

} // namespace howdah::connection
