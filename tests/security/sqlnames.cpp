// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Prints the names in SQL texts that are looked up along the search path: sqlnames [FILE...], else what comes on
// standard input. With -0 that is many texts, each ended by a NUL, which are told by their numbers. Ends with 1 when
// there is one. `./dev check` runs it over the queries that are compiled in.
#include "sql/unqualifiednames.h"

#include <QFile>

#include <cstdio>

using namespace howdah;

// How many there are.
static std::size_t notify(const QString &file, const QString &sql)
{
    const auto names = sql::unqualifiedNames(sql);
    for (const sql::UnqualifiedName &name : names)
        std::printf(
            "%s:%lld: %s\n", qPrintable(file), qlonglong(sql.first(name.position).count(u'\n') + 1),
            qPrintable(sql::described(name)));
    return names.size();
}

static std::size_t notifyInput(bool many)
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        qFatal("standard input cannot be read");
    const QByteArray all = input.readAll();
    if (!many)
        return notify(QStringLiteral("-"), QString::fromUtf8(all));
    std::size_t count = 0;
    int number = 0;
    for (const QByteArray &text : all.split('\0'))
        count += notify(QString::number(++number), QString::fromUtf8(text));
    return count;
}

int main(int argc, char **argv)
{
    const bool many = argc == 2 && qstrcmp(argv[1], "-0") == 0;
    if (argc == 1 || many)
        return notifyInput(many) == 0 ? 0 : 1;
    std::size_t count = 0;
    for (int i = 1; i < argc; ++i) {
        QFile file(QString::fromLocal8Bit(argv[i]));
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "sqlnames: %s: %s\n", argv[i], qPrintable(file.errorString()));
            return 2;
        }
        count += notify(file.fileName(), QString::fromUtf8(file.readAll()));
    }
    return count == 0 ? 0 : 1;
}
