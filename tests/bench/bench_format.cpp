// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lays out 8 MB of SQL as the packs of this repository have it: tables, functions, views and comments. Each statement
// is proved on the way. Prints the throughput; the ratio is the time against that at 5 MB/s.
#include "bench/figures.h"

#include "sql/format/formatter.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>

#include <algorithm>
#include <ctime>

using namespace Qt::StringLiterals;
using namespace howdah::bench;

using namespace howdah;

namespace {

constexpr qsizetype Bytes = 8'000'000;
constexpr double Required = 5; // MB/s
constexpr int Rounds = 5;

QByteArray corpus()
{
    QByteArray all;
    QDirIterator files(
        QStringLiteral(HOWDAH_SOURCE_DIR "/migrations"), {QStringLiteral("*.sql")}, QDir::Files,
        QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll() + ";\n";
    }
    all +=
        "select a.id, b.name, count(*) filter (where x > 1), case when a.kind = 'a' then 1 else 2 end from accounts a "
        "join bookings b on b.account_id = a.id where a.created > now() - interval '1 day' and a.id in (1, 2, 3) "
        "group by 1, 2, 4 order by 1;\n";
    if (all.size() < 10'000)
        qFatal("no files");
    QByteArray text;
    while (text.size() < Bytes)
        text += all;
    return text;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QByteArray text = corpus();
    double fastest = 0;
    for (int round = 0; round < Rounds; ++round) {
        const std::clock_t begin = std::clock();
        const sql::FormattedText formatted = sql::formatText(text, {});
        fastest = std::max(fastest, double(text.size()) / 1e6 / (double(std::clock() - begin) / CLOCKS_PER_SEC));
        if (formatted.statements < 1000 || !formatted.left.empty())
            qFatal("%lld statements were left", qlonglong(formatted.left.size()));
    }
    print(u"lay out 8 MB of SQL: time / time at 5 MB/s"_s, fastest, "MB/s", Required / fastest, 1.0);
    return 0;
}
