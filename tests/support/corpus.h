// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QString>
#include <QStringList>

#include <vector>

namespace howdah::test {

// The values of tests/values/corpus.txt that a server of this major version knows.
struct Corpus
{
    struct Family
    {
        QString type;
        QString table;           // a name for one with these values: "v3"
        QStringList expressions; // each makes one value
    };
    QStringList setup; // statements that come first
    std::vector<Family> families;
    qsizetype values = 0;
};

inline Corpus readCorpus(int serverMajor)
{
    constexpr qsizetype fewest = 330;
    QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/values/corpus.txt"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no corpus");
    Corpus corpus;
    bool isKnown = true; // the type
    for (QString line : QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts)) {
        bool fits = true;
        if (line.startsWith(u'@')) {
            fits = QStringView(line).sliced(1, 2).toInt() <= serverMajor;
            line.remove(0, 4);
        }
        if (line.startsWith(u'#'))
            continue;
        if (line.startsWith(QStringLiteral("! "))) {
            corpus.setup << line.sliced(2);
        } else if (line.startsWith(QStringLiteral("= "))) {
            isKnown = fits;
            if (fits)
                corpus.families.push_back({line.sliced(2), QStringLiteral("v%1").arg(corpus.families.size()), {}});
        } else if (isKnown && fits) {
            corpus.families.back().expressions << line;
            ++corpus.values;
        }
    }
    if (corpus.values < fewest)
        qFatal("the corpus has only %lld values", qlonglong(corpus.values));
    return corpus;
}

} // namespace howdah::test
