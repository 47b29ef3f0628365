// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Splits a file of 100 MB as it is read, and takes the text of each statement when it is complete, as who runs it
// would: an INSERT of 8 MB in one statement, a function of 8 MB in dollar quotes, COPY data, and a hundred thousand
// small statements with quotes and comments. Prints the throughput (the ratio is the time against that at 50 MB/s) and
// the peak of memory (the ratio is against the largest statement).
#include "bench/figures.h"

#include "sql/textsplitter.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryFile>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;
using namespace howdah::bench;

using namespace howdah;

namespace {

constexpr qint64 FileBytes = 100'000'000;
constexpr qint64 LargeBytes = 8'000'000;
constexpr qint64 ChunkBytes = 256 * 1024;
constexpr double Required = 50; // MB/s
constexpr int Rounds = 5;

// VmRSS or VmHWM of this process, in bytes.
qint64 memory(QByteArrayView field)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf(field) + field.size();
    return text.mid(at, text.indexOf("kB", at) - at).trimmed().toLongLong() * 1024;
}

void forgetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    if (!file.open(QIODevice::WriteOnly) || file.write("5") != 1)
        qWarning("The peak of memory cannot be set back; it may hold more than the splitter's.");
}

void repeat(QFile &file, const QByteArray &text, qint64 bytes)
{
    for (qint64 written = 0; written < bytes; written += text.size())
        file.write(text);
}

void generate(QFile &file)
{
    file.write("INSERT INTO t VALUES (0, 'x')");
    repeat(file, ",\n    (4711, 'it''s a value; with -- marks /* and */ such', 12.5e3, E'\\'\\n', now())", LargeBytes);
    file.write(";\nCREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN\n");
    repeat(file, "    PERFORM 'a;b', $$ nested; $$; -- a comment; with 'quotes\n", LargeBytes);
    file.write("RETURN 1; END $body$;\nCOPY t FROM stdin;\n");
    repeat(file, "4711\tsome text; with \\t and '\t12.5\t2024-02-29 12:00:00+00\n", LargeBytes);
    file.write("\\.\n");
    repeat(
        file,
        "CREATE TABLE \"Some Table\" (id bigint PRIMARY KEY, name text NOT NULL DEFAULT 'a;b', -- why\n"
        "    created timestamptz DEFAULT now() /* always */, data jsonb);\n"
        "CREATE INDEX ON \"Some Table\" (name) WHERE name <> 'größe';\n",
        FileBytes - file.pos());
}

struct Reading
{
    double megabytesPerSecond = 0;
    qint64 peak = 0;
    qint64 largest = 0;
    qint64 pieces = 0;
};

class Reader final
{
public:
    explicit Reader(const QString &path)
        : m_file(path)
    {
        if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            qFatal("%s", qPrintable(m_file.errorString()));
    }

    Reading read()
    {
        forgetPeak();
        const qint64 before = memory("VmRSS:");
        QElapsedTimer clock;
        clock.start();
        sql::TextSplitter splitter([this](const sql::Piece &piece, const QByteArray &text) { take(piece, text); });
        QByteArray chunk(ChunkBytes, Qt::Uninitialized);
        for (;;) {
            const qint64 size = m_file.read(chunk.data(), chunk.size());
            if (size <= 0)
                break;
            verify(splitter.feed(QByteArrayView(chunk).first(size)));
        }
        verify(splitter.finish());
        m_reading.megabytesPerSecond = double(m_file.size()) / 1e6 / (double(clock.nsecsElapsed()) / 1e9);
        m_reading.peak = memory("VmHWM:") - before;
        return m_reading;
    }

private:
    static void verify(const Result<void> &result)
    {
        if (!result)
            qFatal("%s", qPrintable(describe(result.error())));
    }

    void take(const sql::Piece &piece, const QByteArray &text)
    {
        ++m_reading.pieces;
        if (piece.kind != sql::PieceKind::Statement)
            return;
        m_reading.largest = std::max(m_reading.largest, piece.size);
        if (text.size() != piece.size)
            qFatal("a text is not whole");
    }

    QFile m_file;
    Reading m_reading;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QTemporaryFile file;
    if (!file.open())
        qFatal("%s", qPrintable(file.errorString()));
    generate(file);
    file.flush();
    std::vector<double> speeds;
    Reading last;
    qint64 peak = 0;
    for (int round = 0; round < Rounds; ++round) {
        last = Reader(file.fileName()).read();
        speeds.push_back(last.megabytesPerSecond);
        peak = std::max(peak, last.peak);
    }
    if (last.pieces < 100'000 || last.largest < LargeBytes)
        qFatal("the file was not split as it was made: %lld pieces", last.pieces);
    std::ranges::sort(speeds);
    const double speed = speeds[Rounds / 2];
    print(u"split 100 MB of SQL: time / time at 50 MB/s"_s, speed, "MB/s", Required / speed, 1.0);
    print(
        u"split 100 MB of SQL: peak memory / largest statement"_s, double(peak) / 1e6, "MB",
        double(peak) / double(last.largest), 3.0);
    return 0;
}
