// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/paneltext.h"

#include "base/propagate.h"
#include "metrics/nodereader.h"
#include "metrics/tr.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

#include <yaml-cpp/yaml.h>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

// How keys follow one another where the file does not say.
const QStringList &orderOfKeys()
{
    static const QStringList keys{u"id"_s,       u"title"_s,  u"description"_s, u"kind"_s,    u"unit"_s,
                                  u"interval"_s, u"absent"_s, u"previous"_s,    u"stacked"_s, u"logarithmic"_s,
                                  u"limit"_s,    u"cap"_s,    u"width"_s,       u"height"_s,  u"bucket"_s,
                                  u"tables"_s,   u"query"_s};
    return keys;
}

std::unexpected<Error> refused(const QString &why)
{
    return fail(
        ErrorKind::Invalid, tr("The panel cannot be changed by the form: %1").arg(why),
        tr("Edit the text of the file instead."));
}

// The same for what means the same, however it is written.
QString meaningOf(const YAML::Node &node)
{
    QString text;
    if (node.IsScalar())
        return u'"' + scalar(node) + u'"';
    if (node.IsSequence()) {
        for (const auto &item : node)
            text += meaningOf(item) + u',';
        return u'[' + text + u']';
    }
    if (node.IsMap()) {
        for (const auto &item : node)
            text += meaningOf(item.first) + u':' + meaningOf(item.second) + u',';
        return u'{' + text + u'}';
    }
    return u"null"_s;
}

QString trimmedEnd(QString text)
{
    while (text.endsWith(u'\n') || text.endsWith(u' '))
        text.chop(1);
    return text;
}

int indentOf(const QByteArray &line)
{
    int indent = 0;
    while (indent < line.size() && line[indent] == ' ')
        ++indent;
    return indent;
}

bool isBlank(const QByteArray &line) { return line.trimmed().isEmpty(); }
bool isComment(const QByteArray &line) { return line.trimmed().startsWith('#'); }

// A value as it stands behind its key, and the lines beneath it.
QByteArrayList written(const QString &text, int indent)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9][A-Za-z0-9_./%()-]*( [A-Za-z0-9_./%()-]+)*$"_s);
    static const QRegularExpression meant(
        u"^(true|false|yes|no|on|off|null|y|n)$"_s, QRegularExpression::CaseInsensitiveOption);
    if (!text.contains(u'\n')) {
        const bool isFlag = text == "true"_L1 || text == "false"_L1;
        if (plain.match(text).hasMatch() && (isFlag || !meant.match(text).hasMatch()))
            return {text.toUtf8()};
        QString quoted = text;
        quoted.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'\t', u"\\t"_s);
        return {(u'"' + quoted + u'"').toUtf8()};
    }
    // A text that begins with a blank says how far it is indented.
    QByteArrayList lines{text.startsWith(u' ') ? QByteArray("|2") : QByteArray("|")};
    for (const QString &line : trimmedEnd(text).split(u'\n'))
        lines << (line.isEmpty() ? QByteArray() : QByteArray(indent + 2, ' ') + line.toUtf8());
    return lines;
}

// A query is always a block, so that its lines are those of the file.
QByteArrayList writtenKey(const QString &key, const QString &text, int indent)
{
    QByteArrayList lines = written(text, indent);
    if (key == "query"_L1 && !text.contains(u'\n'))
        lines = {text.startsWith(u' ') ? "|2" : "|", QByteArray(indent + 2, ' ') + trimmedEnd(text).toUtf8()};
    lines.first().prepend(key.toUtf8() + ": ");
    return lines;
}

// What stands behind a value in its first line: blanks and a comment, or nothing.
QByteArray remarkBehind(const QByteArray &line, qsizetype valueAt)
{
    qsizetype end = valueAt;
    const char quote = valueAt < line.size() ? line[valueAt] : ' ';
    if (quote == '"' || quote == '\'') {
        for (++end; end < line.size() && line[end] != quote; ++end)
            end += quote == '"' && line[end] == '\\' ? 1 : 0;
    }
    const qsizetype at = end < line.size() ? line.indexOf(" #", end) : -1;
    if (at < 0)
        return {};
    qsizetype from = at;
    while (from > 0 && line[from - 1] == ' ')
        --from;
    return line.sliced(from).trimmed().prepend(QByteArray(at - from + 1, ' '));
}

struct Entry
{
    QString key;
    qsizetype first = 0; // lines: the first one, and the one behind the last
    qsizetype end = 0;
};

// The lines of a file, and which of them are those of one panel.
class PanelLines final
{
public:
    explicit PanelLines(const QByteArray &yaml)
        : m_isDos(yaml.contains("\r\n"))
        , m_lines(QByteArray(yaml).replace("\r\n", "\n").split('\n'))
    {
    }

    Result<void> find(const YAML::Node &panel)
    {
        m_column = panel.Mark().column;
        m_entries.clear();
        for (const auto &item : panel) {
            const YAML::Mark at = item.first.Mark();
            if (at.column != m_column || (!m_entries.empty() && m_entries.back().first >= at.line))
                return refused(tr("it has several keys in a line"));
            m_entries.push_back({scalar(item.first), at.line, 0});
            m_isBlock.push_back(isBlockAt(at.line));
        }
        for (size_t i = 0; i < m_entries.size(); ++i)
            m_entries[i].end = endOf(i);
        return {};
    }

    // Where the panel ends; what follows is not its own.
    [[nodiscard]] qsizetype end() const { return m_entries.empty() ? 0 : m_entries.back().end; }
    [[nodiscard]] int column() const { return m_column; }

    // From the bottom to the top, so that the lines above stay where they are.
    Result<void> change(const std::vector<std::pair<QString, QString>> &edits)
    {
        struct Step
        {
            qsizetype first;
            qsizetype end;
            QByteArrayList lines;
        };
        std::vector<Step> steps;
        for (const auto &[key, text] : edits) {
            const auto entry = std::ranges::find(m_entries, key, &Entry::key);
            if (entry != m_entries.end() && text.isEmpty()) {
                if (entry == m_entries.begin())
                    return refused(tr("its first key would be removed"));
                steps.push_back({entry->first, entry->end, {}});
            } else if (entry != m_entries.end()) {
                steps.push_back({entry->first, entry->end, replaced(*entry, text)});
            } else if (!text.isEmpty()) {
                QByteArrayList lines = writtenKey(key, text, m_column);
                lines.first().prepend(QByteArray(m_column, ' '));
                const qsizetype place = placeOf(key);
                steps.push_back({place, place, lines});
            }
        }
        // Later ones of one place first, so that they end up behind the earlier ones.
        std::ranges::reverse(steps);
        std::ranges::stable_sort(steps, std::ranges::greater(), &Step::first);
        for (const Step &step : steps)
            replaceLines(step.first, step.end, step.lines);
        return {};
    }

    void insert(qsizetype at, const QByteArrayList &lines) { replaceLines(at, at, lines); }
    [[nodiscard]] const QByteArray &line(qsizetype at) const { return m_lines[at]; }
    [[nodiscard]] QByteArray text() const { return m_lines.join(m_isDos ? "\r\n" : "\n"); }

private:
    [[nodiscard]] bool isBlockAt(qsizetype at) const
    {
        static const QRegularExpression block(uR"(^[ -]*[\w-]+: *[|>][0-9+-]* *(#.*)?$)"_s);
        return block.match(QString::fromUtf8(m_lines[at])).hasMatch();
    }

    // Blank lines and comments behind a value belong to what follows; within a block they are its text.
    [[nodiscard]] qsizetype endOf(size_t index) const
    {
        qsizetype end = m_entries[index].first + 1;
        const qsizetype most = index + 1 < m_entries.size() ? m_entries[index + 1].first : m_lines.size();
        const auto belongs = [this](const QByteArray &line) {
            return isBlank(line) || isComment(line) || indentOf(line) > m_column
                || (indentOf(line) == m_column && line.trimmed().startsWith("- "));
        };
        while (end < most && belongs(m_lines[end]))
            ++end;
        const auto isBeside = [&](const QByteArray &line) {
            return isBlank(line) || (isComment(line) && (!m_isBlock[index] || indentOf(line) <= m_column));
        };
        while (end > m_entries[index].first + 1 && isBeside(m_lines[end - 1]))
            --end;
        return end;
    }

    [[nodiscard]] QByteArrayList replaced(const Entry &entry, const QString &text) const
    {
        const QByteArray &line = m_lines[entry.first];
        qsizetype value = line.indexOf(':', m_column) + 1;
        while (value < line.size() && line[value] == ' ')
            ++value;
        QByteArrayList lines = writtenKey(entry.key, text, m_column);
        lines.first().prepend(line.first(m_column));
        lines.first().append(remarkBehind(line, value));
        return lines;
    }

    // Behind the last of those that come before it.
    [[nodiscard]] qsizetype placeOf(const QString &key) const
    {
        const qsizetype order = orderOfKeys().indexOf(key);
        qsizetype place = -1;
        for (const Entry &entry : m_entries) {
            const qsizetype other = orderOfKeys().indexOf(entry.key);
            if (other >= 0 && other < order)
                place = std::max(place, entry.end);
        }
        return place < 0 ? end() : place;
    }

    void replaceLines(qsizetype first, qsizetype end, const QByteArrayList &lines)
    {
        m_lines.remove(first, end - first);
        for (qsizetype i = 0; i < lines.size(); ++i)
            m_lines.insert(first + i, lines[i]);
    }

    bool m_isDos;
    QByteArrayList m_lines;
    int m_column = 0;
    std::vector<Entry> m_entries;
    std::vector<bool> m_isBlock;
};

Result<YAML::Node> loaded(const QByteArray &yaml)
{
    try {
        YAML::Node root = YAML::Load(std::string(yaml.constData(), size_t(yaml.size())));
        if (!root.IsMap() || !root["panels"].IsSequence())
            return refused(tr("the file has no list of panels"));
        return root;
    } catch (const YAML::Exception &error) {
        return refused(QString::fromStdString(error.msg));
    }
}

bool isPanel(const YAML::Node &node, const QString &id)
{
    return node.IsMap() && node["id"].IsDefined() && node["id"].IsScalar() && scalar(node["id"]) == id;
}

Result<YAML::Node> findPanel(const YAML::Node &root, const QString &id)
{
    for (const auto &item : root["panels"]) {
        if (isPanel(item, id))
            return YAML::Node(item);
    }
    return fail(ErrorKind::NotFound, tr("The file has no panel %1").arg(id));
}

// A panel in braces, as lines of its own.
Result<QByteArray> unfolded(const QByteArray &yaml, const YAML::Node &panel)
{
    const qsizetype begin = panel.Mark().pos;
    qsizetype end = begin;
    int depth = 0;
    char quote = 0;
    for (; end < yaml.size(); ++end) {
        const char c = yaml[end];
        if (quote != 0) {
            end += qsizetype(quote == '"' && c == '\\');
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            break;
        }
    }
    if (begin >= yaml.size() || yaml[begin] != '{' || end >= yaml.size())
        return refused(tr("its end cannot be found"));
    const int column = panel.Mark().column;
    QByteArrayList lines;
    for (const auto &item : panel) {
        const QString key = scalar(item.first);
        QByteArrayList one;
        if (item.second.IsScalar()) {
            one = writtenKey(key, trimmedEnd(scalar(item.second)), column);
        } else {
            YAML::Emitter out;
            out.SetMapFormat(YAML::Flow);
            out.SetSeqFormat(YAML::Flow);
            out << item.second;
            one << key.toUtf8() + ": " + QByteArray(out.c_str());
        }
        if (!lines.isEmpty()) // the first one stands behind the dash
            one.first().prepend(QByteArray(column, ' '));
        lines += one;
    }
    return yaml.first(begin) + lines.join('\n') + yaml.sliced(end + 1);
}

// Whether the files say the same but for the one panel, which says what is wanted.
Result<QByteArray>
proved(const QByteArray &before, const QByteArray &after, const QString &id, const PanelTexts &wanted, bool isNew)
{
    ASSIGN_OR_RETURN(const YAML::Node old, loaded(before));
    ASSIGN_OR_RETURN(const YAML::Node made, loaded(after));
    const auto othersOf = [&id](const YAML::Node &root) {
        QStringList all;
        for (const auto &item : root) {
            if (scalar(item.first) != "panels"_L1)
                all << meaningOf(item.first) + meaningOf(item.second);
        }
        for (const auto &item : root["panels"])
            all << (isPanel(item, id) ? u"here"_s : meaningOf(item));
        return all;
    };
    QStringList others = othersOf(old);
    if (isNew)
        others << u"here"_s;
    if (others != othersOf(made))
        return refused(tr("something else in the file would change with it"));
    ASSIGN_OR_RETURN(const YAML::Node panel, findPanel(made, id));
    for (const auto &item : panel) {
        const QString key = scalar(item.first);
        if (wanted.contains(key))
            continue;
        const Result<YAML::Node> was = findPanel(old, id);
        const YAML::Node value = was ? (*was)[key.toStdString()] : YAML::Node(YAML::NodeType::Undefined);
        // A text that became a block ends with a line break.
        const auto isSame = [](const YAML::Node &one, const YAML::Node &other) {
            return one.IsScalar() && other.IsScalar() ? trimmedEnd(scalar(one)) == trimmedEnd(scalar(other))
                                                      : meaningOf(one) == meaningOf(other);
        };
        if (!was || !value.IsDefined() || !isSame(value, item.second))
            return refused(tr("its key %1 would change with it").arg(key));
    }
    for (auto at = wanted.cbegin(); at != wanted.cend(); ++at) {
        const YAML::Node value = panel[at.key().toStdString()];
        const QString text = value.IsDefined() && value.IsScalar() ? scalar(value) : QString();
        if (trimmedEnd(text) != trimmedEnd(*at))
            return refused(tr("its %1 cannot be written in YAML").arg(at.key()));
    }
    return after;
}

} // namespace

Result<PanelTexts> panelTexts(const QByteArray &yaml, const QString &id)
{
    ASSIGN_OR_RETURN(const YAML::Node root, loaded(yaml));
    ASSIGN_OR_RETURN(const YAML::Node panel, findPanel(root, id));
    PanelTexts texts;
    for (const auto &item : panel) {
        if (item.second.IsScalar())
            texts.insert(scalar(item.first), trimmedEnd(scalar(item.second)));
    }
    return texts;
}

int queryLineOf(const QByteArray &yaml, const QString &id)
{
    const Result<YAML::Node> root = loaded(yaml);
    const Result<YAML::Node> panel = root ? findPanel(*root, id) : fail(root.error());
    return panel && (*panel)["query"].IsDefined() ? textLine((*panel)["query"], yaml) : 0;
}

Result<QByteArray> withPanelChanged(const QByteArray &yaml, const QString &id, const PanelTexts &wanted)
{
    ASSIGN_OR_RETURN(const PanelTexts now, panelTexts(yaml, id));
    std::vector<std::pair<QString, QString>> edits;
    for (const QString &key : orderOfKeys()) {
        if (wanted.contains(key) && trimmedEnd(wanted[key]) != now.value(key))
            edits.emplace_back(key, wanted[key]);
    }
    if (edits.empty())
        return yaml;
    QByteArray text = yaml;
    ASSIGN_OR_RETURN(YAML::Node root, loaded(text));
    ASSIGN_OR_RETURN(YAML::Node panel, findPanel(root, id));
    if (panel.Style() == YAML::EmitterStyle::Flow) {
        ASSIGN_OR_RETURN(text, unfolded(text, panel));
        ASSIGN_OR_RETURN(const YAML::Node again, loaded(text));
        ASSIGN_OR_RETURN(const YAML::Node spread, findPanel(again, id));
        panel.reset(spread);
    }
    PanelLines lines(text);
    if (const Result<void> found = lines.find(panel); !found)
        return fail(found.error());
    if (const Result<void> changed = lines.change(edits); !changed)
        return fail(changed.error());
    return proved(yaml, lines.text(), id, wanted, false);
}

Result<QByteArray> withPanelAdded(const QByteArray &yaml, const PanelTexts &panel)
{
    ASSIGN_OR_RETURN(const YAML::Node root, loaded(yaml));
    const YAML::Node panels = root["panels"];
    const QString id = panel.value(u"id"_s);
    if (findPanel(root, id))
        return fail(ErrorKind::Conflict, tr("The file already has a panel %1").arg(id));
    if (panels.size() == 0 || panels.Style() == YAML::EmitterStyle::Flow)
        return refused(tr("the panels are not written one below the other"));
    const YAML::Node last = panels[panels.size() - 1];
    PanelLines lines(yaml);
    const int dash = panels.Mark().column;
    QByteArrayList added;
    for (const QString &key : orderOfKeys()) {
        if (panel.value(key).isEmpty())
            continue;
        QByteArrayList one = writtenKey(key, panel[key], dash + 2);
        one.first().prepend(QByteArray(dash, ' ') + (added.isEmpty() ? "- " : "  "));
        added += one;
    }
    qsizetype at = last.Mark().line + 1;
    if (last.Style() != YAML::EmitterStyle::Flow) {
        if (const Result<void> found = lines.find(last); !found)
            return fail(found.error());
        at = lines.end();
    }
    if (last.Mark().line > 0 && isBlank(lines.line(last.Mark().line - 1)))
        added.prepend(QByteArray());
    lines.insert(at, added);
    PanelTexts wanted = panel;
    wanted.removeIf([](const auto &one) { return one.value().isEmpty(); });
    return proved(yaml, lines.text(), id, wanted, true);
}

QByteArray panelYaml(const PanelTexts &panel)
{
    constexpr int Indent = 2;
    QByteArrayList lines;
    for (const QString &key : orderOfKeys()) {
        if (panel.value(key).isEmpty())
            continue;
        QByteArrayList one = writtenKey(key, panel[key], Indent);
        one.first().prepend(lines.isEmpty() ? "- " : "  ");
        lines += one;
    }
    return lines.join('\n') + '\n';
}

Result<PanelTexts> panelTextsIn(const QByteArray &yaml)
{
    ASSIGN_OR_RETURN(const YAML::Node root, loaded("panels:\n" + yaml));
    const YAML::Node panels = root["panels"];
    if (!panels.IsSequence() || panels.size() != 1 || !panels[0].IsMap())
        return fail(ErrorKind::Invalid, tr("The text is not a panel of a dashboard"));
    PanelTexts texts;
    for (const auto &item : panels[0]) {
        if (item.second.IsScalar())
            texts.insert(scalar(item.first), trimmedEnd(scalar(item.second)));
    }
    return texts;
}

} // namespace howdah::metrics
