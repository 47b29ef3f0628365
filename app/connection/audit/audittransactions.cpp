// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/audittransactions.h"

#include "base/propagate.h"
#include "connection/audit/auditexport.h"
#include "connection/tr.h"
#include "sql/lexer.h"
#include "sql/quote.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <tuple>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// Transactions are counted in each process. A process number comes again after a while, and hardly with the same
// session of the same server.
using TransactionKey = std::tuple<qint64, qint64, int, QString>;

TransactionKey keyOf(const AuditEntry &entry)
{
    return {entry.process, entry.transaction, entry.backendPid, entry.target};
}

bool isSound(AuditEntry::Outcome outcome)
{
    return outcome == AuditEntry::Outcome::Done || outcome == AuditEntry::Outcome::Committed;
}

// Statements of a transaction whose end fits may stand this far before it.
constexpr qint64 Reach = 5000;

} // namespace

AuditEntry::Outcome AuditTransaction::outcome() const
{
    if (end)
        return end->outcome;
    const auto bad =
        std::find_if(entries.rbegin(), entries.rend(), [](const AuditEntry &entry) { return !isSound(entry.outcome); });
    if (bad != entries.rend())
        return bad->outcome;
    // Without an end it runs, or its program was gone before: what became of it is not in the log.
    return entries.front().transaction != 0 ? AuditEntry::Outcome::Unknown : entries.back().outcome;
}

qint64 AuditTransaction::rows() const
{
    qint64 rows = -1;
    for (const AuditEntry &entry : entries) {
        if (entry.rows >= 0)
            rows = std::max<qint64>(rows, 0) + entry.rows;
    }
    return rows;
}

double AuditTransaction::milliseconds() const
{
    double sum = end ? end->milliseconds : 0;
    for (const AuditEntry &entry : entries)
        sum += entry.milliseconds;
    return sum;
}

QString AuditTransaction::summary() const
{
    QString first = auditSummary(this->first());
    if (entries.size() < 2)
        return first;
    return tr("%n statements: %1", nullptr, int(entries.size())).arg(first);
}

// First what fits, then whatever else belongs to the same transactions.
Result<std::vector<AuditTransaction>>
readAuditTransactions(const QString &folder, const AuditFilter &filter, const std::stop_token &stop)
{
    ASSIGN_OR_RETURN(std::vector<AuditEntry> fitting, readAudit(folder, filter, stop));
    std::set<TransactionKey> wanted;
    std::set<qint64> there;
    qint64 oldest = 0;
    qint64 newest = 0;
    for (const AuditEntry &entry : fitting) {
        if (entry.transaction == 0)
            continue;
        wanted.insert(keyOf(entry));
        there.insert(entry.number);
        newest = std::max(newest, entry.number);
        oldest = entry.number;
    }
    if (!wanted.empty()) {
        AuditFilter others;
        others.limit = std::numeric_limits<qsizetype>::max();
        others.after = std::max<qint64>(0, oldest - Reach);
        others.before = newest + Reach;
        others.inTransaction = true;
        ASSIGN_OR_RETURN(const std::vector<AuditEntry> around, readAudit(folder, others, stop));
        for (const AuditEntry &entry : around) {
            if (wanted.contains(keyOf(entry)) && !there.contains(entry.number))
                fitting.push_back(entry);
        }
        std::ranges::sort(fitting, std::ranges::greater(), &AuditEntry::number);
    }
    std::vector<AuditTransaction> found;
    std::map<TransactionKey, size_t> open; // an end that comes behind its statements, going backwards, is another one's
    for (AuditEntry &entry : fitting) {
        if (entry.transaction == 0) {
            found.push_back({{std::move(entry)}, {}});
            continue;
        }
        const TransactionKey key = keyOf(entry);
        const auto known = open.find(key);
        const bool isEnd = entry.kind == AuditEntry::Kind::End;
        // A commit whose loss is noted later has two ends: the later one holds.
        const bool fits = known != open.end() && (!isEnd || found[known->second].entries.empty());
        const size_t at = fits ? known->second : found.size();
        if (!fits)
            found.emplace_back();
        open[key] = at;
        if (!isEnd)
            found[at].entries.insert(found[at].entries.begin(), std::move(entry));
        else if (!found[at].end)
            found[at].end = std::move(entry);
    }
    return found;
}

QString auditPerson(const AuditEntry &entry)
{
    const qsizetype at = entry.target.lastIndexOf(u'@');
    const QString role = at > 0 ? entry.target.left(at) : QString();
    if (role.isEmpty())
        return entry.systemUser;
    return entry.systemUser.isEmpty() || entry.systemUser == role ? role : u"%1 (%2)"_s.arg(role, entry.systemUser);
}

QString readableSql(const AuditEntry &entry)
{
    if (entry.parameters.empty())
        return entry.sql;
    const QByteArray text = entry.sql.toUtf8();
    sql::Lexer lexer;
    lexer.setInput(text, 0, true);
    QByteArray out;
    qint64 copied = 0;
    for (;;) {
        const sql::Token token = lexer.next();
        if (token.type == sql::TokenType::End)
            break;
        if (token.type == sql::TokenType::Backslash)
            lexer.skip(1);
        if (token.type != sql::TokenType::Number || !token.text.startsWith('$'))
            continue;
        const auto number = size_t(token.text.sliced(1).toULongLong());
        if (number < 1 || number > entry.parameters.size())
            continue;
        const auto &value = entry.parameters[number - 1];
        out += text.sliced(copied, token.begin - copied);
        out += value ? sql::quoteLiteral(*value).toUtf8() : QByteArray("NULL");
        copied = token.end;
    }
    return QString::fromUtf8(out + text.sliced(copied));
}

} // namespace howdah::connection
