// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "query/script/partrange.h"

#include <QObject>
#include <QRegularExpression>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace howdah::ui {

// What is looked for.
struct TextQuery
{
    QString text;
    bool isRegex = false;
    bool isCaseSensitive = false;
    bool isWholeWord = false;
    std::optional<query::TextExtent> within; // only there
    bool operator==(const TextQuery &) const = default;
};

// The expression of a query, with ^ and $ at lines; what is wrong with it where it cannot be one.
struct SearchPattern
{
    QRegularExpression expression;
    QString problem;
};
[[nodiscard]] SearchPattern patternOf(const TextQuery &query);
// What takes the place of a hit: as it is, or for an expression with $0, $1 ... \1, \n, \t and \\.
[[nodiscard]] QString replacementOf(const QString &with, const QRegularExpressionMatch *match);

// Bytes of a text that somebody else holds, which are there until the next call.
struct SearchedText
{
    std::function<QByteArrayView(qint64 offset, qint64 size)> bytes;
    qint64 size = 0;
};

// One stretch of lines at a time, so that a text of any size is searched in turns. A hit that is longer than 4 kB
// behind the end of its stretch may be missed. Of one thread.
class SearchStretches final
{
public:
    using Hit = std::function<void(query::TextExtent place, const QRegularExpressionMatch &match)>;

    // Hits that begin in `within`; they may go on up to `readableTo`.
    SearchStretches(SearchedText text, QRegularExpression expression, query::TextExtent within, qint64 readableTo);
    // False at the end.
    bool next(const Hit &hit);

private:
    SearchedText m_text;
    QRegularExpression m_expression;
    query::TextExtent m_within;
    qint64 m_readableTo;
    qint64 m_at;
};

// All hits, in turns of the event loop: from a place on, then what lies before it, so that the next one is there first.
// UI thread.
class TextSearch final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t Most = 1'000'000; // of which the places are kept

    explicit TextSearch(QObject *parent = nullptr)
        : QObject(parent)
    {
    }

    void start(const SearchedText &text, const TextQuery &query, qint64 from);
    void stop();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] const QString &problem() const { return m_problem; }
    // So far.
    [[nodiscard]] qint64 count() const { return m_count; }
    [[nodiscard]] std::vector<query::TextExtent> hitsIn(query::TextExtent place) const;
    // At or behind the place, or around the end of the text; nothing: there is none, or not yet.
    [[nodiscard]] std::optional<query::TextExtent> next(qint64 from) const;
    // That ends before it.
    [[nodiscard]] std::optional<query::TextExtent> previous(qint64 before) const;
    // Which one it is, from 1; 0: none.
    [[nodiscard]] qint64 numberOf(query::TextExtent place) const;

Q_SIGNALS:
    void progressed();
    void finished();

private:
    struct Hits
    {
        std::vector<quint32> offsets;
        std::vector<quint32> sizes;
        [[nodiscard]] query::TextExtent at(std::size_t index) const { return {offsets[index], sizes[index]}; }
    };
    void add(Hits &hits, query::TextExtent place);

    Hits m_behind; // the place where it began
    Hits m_before;
    qint64 m_from = 0;
    qint64 m_count = 0;
    QString m_problem;
    bool m_isRunning = false;
    Latest m_asked;
};

} // namespace howdah::ui
