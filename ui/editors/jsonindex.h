// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <stop_token>
#include <vector>

namespace howdah::ui {

enum class JsonKind : quint8 { Object, Array, String, Number, True, False, Null };

// A value where it stands in the text. Offsets count bytes.
struct JsonNode
{
    JsonKind kind = JsonKind::Null;
    qint64 from = 0;
    qint64 to = 0;
    qint64 nameFrom = -1; // of a member, with its quotes
    qint64 nameTo = -1;
    bool operator==(const JsonNode &) const = default;

    [[nodiscard]] bool isContainer() const { return kind == JsonKind::Object || kind == JsonKind::Array; }
};

struct JsonProblem
{
    qint64 offset = 0;
    qint64 line = 1;   // from 1, as are columns; in characters
    qint64 column = 1; // breaks that only the view has do not count
    QString message;
    bool operator==(const JsonProblem &) const = default;
};

// Knows where everything in a JSON text stands without holding a node for each value: of large containers it keeps
// where every hundredth child begins, everything else is found by reading the few bytes around it. Made on any thread
// by one pass over the text, which checks it as well; a value that is cheap to copy once it is const.
class JsonIndex final
{
public:
    static constexpr qint64 groupSize = 100;
    static constexpr qint64 bigSpan = 8 * 1024; // containers of more bytes are remembered
    static constexpr int deepest = 512;         // containers further in are not opened

    // `softBreak`, when it is not empty, is what the view puts into the text to break long lines; it means nothing.
    // nullopt when it was asked to stop.
    [[nodiscard]] static std::optional<JsonIndex>
    of(QByteArray text, const QByteArray &softBreak = {}, const std::stop_token &stop = {});

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] const std::optional<JsonProblem> &problem() const { return m_problem; }
    // Of a text without a problem.
    [[nodiscard]] JsonNode root() const { return m_root; }
    [[nodiscard]] qint64 childCount(const JsonNode &container) const;
    [[nodiscard]] std::vector<JsonNode> children(const JsonNode &container, qint64 first, qint64 count) const;
    [[nodiscard]] QByteArray spelling(const JsonNode &node) const { return bytes(node.from, node.to); }
    // Without soft breaks.
    [[nodiscard]] QByteArray bytes(qint64 from, qint64 to) const;

private:
    friend class JsonScanner;
    struct Big
    {
        qint64 from = 0;
        qint64 to = 0;
        qint64 count = 0;
        std::vector<qint64> groups; // where the children 100, 200, ... begin
    };

    [[nodiscard]] const Big *big(qint64 from) const;
    [[nodiscard]] qint64 skipBlanks(qint64 at) const;
    [[nodiscard]] qint64 endOfString(qint64 at) const;
    [[nodiscard]] qint64 endOfValue(qint64 at) const;
    [[nodiscard]] JsonNode childAt(qint64 &at, bool named) const;

    QByteArray m_text;
    QByteArray m_softBreak;
    std::vector<Big> m_bigs; // by place
    JsonNode m_root;
    std::optional<JsonProblem> m_problem;
};

// Whether it is one JSON value and nothing else.
[[nodiscard]] std::optional<JsonProblem> jsonProblem(const QByteArray &text);
// What the characters between the quotes mean; and back.
[[nodiscard]] QString jsonStringMeaning(const QByteArray &spelling);
[[nodiscard]] QByteArray jsonString(const QString &text);
// A member a line, two blanks a level. Only the white space between tokens changes.
[[nodiscard]] QByteArray formattedJson(const QByteArray &json);

} // namespace howdah::ui
