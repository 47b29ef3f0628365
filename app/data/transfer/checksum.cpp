// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/checksum.h"

#include "base/jsonstring.h"
#include "base/propagate.h"
#include "base/sha256.h"
#include "data/page/tr.h"
#include "data/page/value.h"

#include <QElapsedTimer>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::data {

namespace {

// A number of 256 bits.
class Sum final
{
public:
    void add(const QByteArray &digest)
    {
        int carry = 0;
        for (qsizetype at = qsizetype(m_bytes.size()) - 1; at >= 0; --at) {
            const int sum = m_bytes[size_t(at)] + quint8(digest[at]) + carry;
            m_bytes[size_t(at)] = quint8(sum & 0xff);
            carry = sum >> 8;
        }
    }
    [[nodiscard]] QByteArray hex() const
    {
        return QByteArray(reinterpret_cast<const char *>(m_bytes.data()), qsizetype(m_bytes.size())).toHex();
    }

private:
    std::array<quint8, 32> m_bytes{};
};

} // namespace

// The columns in the order of their names.
static std::vector<int> sortedColumns(const EditTarget &target, std::vector<int> columns)
{
    if (columns.empty()) {
        for (int column = 0; column < int(target.columns.size()); ++column)
            columns.push_back(column);
    }
    std::ranges::sort(columns, {}, [&target](int column) { return target.columns[size_t(column)].name.toUtf8(); });
    return columns;
}

static QByteArray conclusion(const EditTarget &target, const std::vector<int> &columns, qint64 rows, const Sum &sum)
{
    QByteArray text("howdah-checksum-1\n");
    for (const int column : columns) {
        if (column != columns.front())
            text += ',';
        appendJsonString(text, target.columns[size_t(column)].name.toUtf8());
    }
    text += '\n' + QByteArray::number(rows) + '\n' + sum.hex() + '\n';
    return sha256(text).toHex();
}

// Types whose values are written as names of objects, with a schema or without it as the path wants; and those that may
// hold such: arrays of them, and what is not PostgreSQL's own.
static bool namesObjects(quint32 typeOid)
{
    constexpr std::array<quint32, 22> types{24,   2202, 2203, 2204, 2205, 2206, 3734, 3769, 4089, 4096, 4191,
                                            1008, 2207, 2208, 2209, 2210, 2211, 3735, 3770, 4090, 4097, 4192};
    return typeOid >= FirstOfOthers || std::ranges::find(types, typeOid) != types.end();
}

// The same text for the same value on every server. The path stays as it is where nothing depends on it: functions of
// views look for their tables there.
static std::vector<connection::Statement> checksumReading(const EditTarget &target, const std::vector<int> &columns)
{
    std::vector<connection::Statement> statements = exactReading();
    statements.push_back({u"SET LOCAL TimeZone = 'UTC'"_s, {}});
    statements.push_back({u"SET LOCAL lc_monetary = 'C'"_s, {}});
    if (std::ranges::any_of(
            columns, [&target](int column) { return namesObjects(target.shape.columns[size_t(column)].typeOid); }))
        statements.push_back({u"SET LOCAL search_path = pg_catalog, pg_temp"_s, {}});
    return statements;
}

Result<TableChecksum> tableChecksum(
    connection::Session &session, const EditTarget &target, const std::vector<int> &columns,
    const std::function<void(BulkProgress)> &progress, std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    const std::vector<int> sorted = sortedColumns(target, columns);
    QStringList names;
    for (const int column : sorted)
        names << columnSql(target.shape, column);
    const QString select = u"SELECT "_s + names.join(u", "_s) + u" FROM "_s + relationSql(target.shape);
    Sum sum;
    BulkProgress done;
    bool hidden = false;
    const auto take = [&](QByteArrayView line) {
        constexpr qint64 notifyEvery = 10'000;
        sum.add(sha256(line));
        done.bytes += line.size();
        if (++done.rows % notifyEvery == 0 && progress)
            progress(done);
        return !stop.stop_requested();
    };
    const auto copy = [&]() -> Result<connection::Answer> {
        const std::stop_callback cancel(stop, [&session] { session.cancel(); });
        const auto begun = session.pipeline(checksumReading(target, sorted)).result();
        if (const Error *error = failureOf(begun))
            return fail(*error);
        ASSIGN_OR_RETURN(const bool hides, hidesRows(session, select));
        hidden = hides;
        return session.copyOut(u"COPY ("_s + select + u") TO STDOUT"_s, take).result();
    };
    const auto answer = copy();
    if (session.isOpen())
        (void)session.query({u"ROLLBACK"_s, {}}).result();
    if (stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    if (!answer)
        return fail(answer.error());
    if (answer->affectedRows != done.rows)
        return fail(
            ErrorKind::Internal, tr("The server sent %1 rows and counted %2").arg(done.rows).arg(answer->affectedRows));
    return TableChecksum{
        u"1:"_s + QString::fromLatin1(conclusion(target, sorted, done.rows, sum)), done.rows,
        double(clock.nsecsElapsed()) / 1e6, hidden};
}

} // namespace howdah::data
