// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Prints the names in SQL texts that are looked up along the search path: sqlnames [FILE...], else what comes on
// standard input. Ends with 1 when there is one. `./dev check` runs it over the queries that are compiled in.
#include "sql/unqualifiednames.h"

#include <QFile>

#include <cstdio>

using namespace howdah;

// How many there are.
static std::size_t tell(const QString &file, const QString &sql)
{
    const auto names = sql::unqualifiedNames(sql);
    for (const sql::UnqualifiedName &name : names)
        std::printf(
            "%s:%lld: %s\n", qPrintable(file), qlonglong(sql.first(name.position).count(u'\n') + 1),
            qPrintable(sql::described(name)));
    return names.size();
}

int main(int argc, char **argv)
{
    std::size_t count = 0;
    if (argc == 1) {
        QFile input;
        if (!input.open(stdin, QIODevice::ReadOnly))
            return 2;
        count = tell(QStringLiteral("-"), QString::fromUtf8(input.readAll()));
    }
    for (int i = 1; i < argc; ++i) {
        QFile file(QString::fromLocal8Bit(argv[i]));
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "sqlnames: %s: %s\n", argv[i], qPrintable(file.errorString()));
            return 2;
        }
        count += tell(file.fileName(), QString::fromUtf8(file.readAll()));
    }
    return count == 0 ? 0 : 1;
}
