// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QList>

#include <random>

namespace howdah::test {

// Chance changes of a text that is right, the same ones for the same seed: they reach further into a reader than noise.
class Mutator final
{
public:
    explicit Mutator(quint64 seed)
        : m_random(seed)
    {
    }

    [[nodiscard]] qsizetype below(qsizetype end)
    {
        return end <= 1 ? 0 : std::uniform_int_distribution<qsizetype>(0, end - 1)(m_random);
    }
    [[nodiscard]] bool chance(int percent) { return below(100) < percent; }

    // One to four changes. `words` are put in whole.
    [[nodiscard]] QByteArray mutated(QByteArray text, const QList<QByteArray> &words)
    {
        for (qsizetype left = 1 + below(4); left > 0; --left)
            change(text, words);
        return text;
    }

private:
    void change(QByteArray &text, const QList<QByteArray> &words)
    {
        const qsizetype at = below(text.size() + 1);
        switch (below(8)) {
        case 0: // a bit
            if (at < text.size())
                text[at] = char(text[at] ^ (1 << below(8)));
            break;
        case 1: // a byte
            if (at < text.size())
                text[at] = char(below(256));
            break;
        case 2:
            text.remove(at, 1 + below(16));
            break;
        case 3:
            text.insert(at, QByteArray(1 + below(8), char(below(256))));
            break;
        case 4: // a piece once more
            text.insert(at, text.mid(below(text.size()), 1 + below(64)));
            break;
        case 5:
            text.truncate(at);
            break;
        default:
            if (!words.isEmpty())
                text.insert(at, words[below(words.size())]);
        }
    }

    std::mt19937_64 m_random;
};

// For how long chance is tried: some seconds, or HOWDAH_FUZZ_SECONDS.
class FuzzTime final
{
public:
    FuzzTime()
    {
        bool isNumber = false;
        const int seconds = qEnvironmentVariableIntValue("HOWDAH_FUZZ_SECONDS", &isNumber);
        m_milliseconds = qint64(isNumber ? seconds : 4) * 1000;
        m_clock.start();
    }
    [[nodiscard]] bool isOver() const { return m_clock.elapsed() > m_milliseconds; }
    // The first seed; another one in each long run, which says it when it fails.
    [[nodiscard]] static quint64 seed() { return quint64(qEnvironmentVariableIntValue("HOWDAH_FUZZ_SEED")); }

private:
    QElapsedTimer m_clock;
    qint64 m_milliseconds = 0;
};

} // namespace howdah::test
