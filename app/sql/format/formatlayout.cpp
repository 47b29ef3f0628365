// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatlayout.h"

#include <algorithm>
#include <array>

namespace howdah::sql {

namespace {

// {% if %} and the like
bool isTemplateControl(const Atom &atom) { return atom.kind == Atom::Kind::Template && atom.text.startsWith("{%"); }

} // namespace

FormatLayout::FormatLayout(FormatMeasures &atoms, const FormatStyle &style, QByteArrayView lineEnd)
    : m_atoms(atoms)
    , m_style(style)
    , m_writer(style, lineEnd)
{
}

QByteArray FormatLayout::run()
{
    statement(0, m_atoms.size(), 0);
    return m_writer.take();
}

// ---- by kind of statement

void FormatLayout::statement(int begin, int end, int indent)
{
    begin = behindTemplateLines(begin, end, indent);
    if (m_atoms.isQuery(begin, end))
        return query(begin, end, indent);
    const int embedded = embeddedQuery(begin, end);
    if (embedded < end) {
        if (m_atoms.isShort(begin, end) && fits(begin, end)) {
            (void)clausesOf(m_atoms, embedded, end); // for its keywords
            return flat(begin, end);
        }
        definition(begin, embedded, indent);
        m_writer.newline(indent);
        return query(embedded, end, indent);
    }
    definition(begin, end, indent);
}

// A template begins with lines of its own: {{ config(...) }}, {% set a = 1 %}.
int FormatLayout::behindTemplateLines(int begin, int end, int indent)
{
    int i = begin;
    while (i + 1 < end && m_atoms.at(i).kind == Atom::Kind::Template) {
        const int next = m_atoms.code(i + 1, end);
        if (next == end || !m_atoms.at(i + 1).newlineBefore)
            break;
        flat(i, next);
        m_writer.newline(indent);
        i = next;
    }
    return i;
}

// Where the query of a view, a cursor, EXPLAIN... begins; `end` where there is none.
int FormatLayout::embeddedQuery(int begin, int end) const
{
    const int first = m_atoms.code(begin, end);
    const std::string_view verb = m_atoms.key(first);
    if (verb != "create" && verb != "prepare" && verb != "declare" && verb != "explain")
        return end;
    for (int i = first + 1; i < end; i = m_atoms.behind(i)) {
        const std::string_view word = m_atoms.key(i);
        const int next = m_atoms.code(i + 1, end);
        if (verb == "explain") {
            if (m_atoms.isQuery(i, end))
                return i;
            continue;
        }
        const bool leads = (word == "as" && verb != "declare") || (word == "for" && verb == "declare")
                        || (verb == "create" && (word == "also" || word == "instead"));
        if (leads && m_atoms.isQuery(next, end))
            return next;
    }
    return end;
}

void FormatLayout::query(int begin, int end, int indent)
{
    const std::vector<FormatClause> clauses = clausesOf(m_atoms, begin, end);
    if (m_atoms.isShort(begin, end) && fits(begin, end))
        return flat(begin, end);
    for (const FormatClause &one : clauses) {
        if (one.begin != begin)
            m_writer.newline(indent);
        clause(one, indent);
    }
}

void FormatLayout::clause(const FormatClause &clause, int indent)
{
    const int inner = indent + m_writer.step();
    switch (clause.kind) {
    case FormatClause::Kind::With:
        return commonTables(clause, indent);
    case FormatClause::Kind::Join:
        return join(clause, indent);
    case FormatClause::Kind::SetOperation:
        flat(clause.begin, clause.body);
        if (clause.body < clause.end)
            m_writer.newline(indent);
        return fill(clause.body, clause.end);
    case FormatClause::Kind::Plain:
        if (!inLine(clause.begin, clause.end))
            fill(clause.begin, clause.end);
        return;
    case FormatClause::Kind::Condition:
        if (conditionBreaks(clause.body, clause.end).size() < 2) {
            if (inLine(clause.begin, clause.end))
                return;
            flat(clause.begin, clause.body);
            return expression(clause.body, clause.end, inner);
        }
        flat(clause.begin, clause.body);
        return conditions(clause.body, clause.end, inner);
    case FormatClause::Kind::List:
        if (inLine(clause.begin, clause.end))
            return;
        flat(clause.begin, clause.body);
        if (m_atoms.commas(clause.body, clause.end).empty())
            return expression(clause.body, clause.end, inner);
        m_writer.newline(inner);
        return list(clause.body, clause.end, inner);
    }
}

void FormatLayout::join(const FormatClause &join, int indent)
{
    if (inLine(join.begin, join.end))
        return;
    const int on = m_atoms.find("on", join.body, join.end);
    const int condition = on < join.end ? on : m_atoms.find("using", join.body, join.end);
    if (!inLine(join.begin, condition))
        fill(join.begin, condition);
    if (condition == join.end || inLine(condition, join.end))
        return;
    m_writer.newline(indent + m_writer.step());
    expression(condition, join.end, indent + m_writer.step());
}

void FormatLayout::commonTables(const FormatClause &with, int indent)
{
    flat(with.begin, with.body);
    int from = with.body;
    for (const int comma : m_atoms.commas(with.body, with.end)) {
        fill(from, comma + 1);
        m_writer.newline(indent);
        from = comma + 1;
    }
    fill(from, with.end);
}

void FormatLayout::definition(int begin, int end, int indent)
{
    const int first = m_atoms.code(begin, end);
    const std::string_view verb = m_atoms.key(first);
    if (verb == "create" && m_atoms.key(m_atoms.codeEnd(begin, end) - 1) != "as") {
        for (int i = first + 1; i < std::min(end, first + 5); ++i) {
            const std::string_view kind = m_atoms.key(i);
            if (kind == "function" || kind == "procedure")
                return routine(begin, end, indent);
            if (kind == "table" && m_atoms.key(i - 1) != "foreign")
                return table(begin, end, indent);
            if (kind == "table" || kind == "view")
                break;
        }
    }
    if (inLine(begin, end))
        return;
    if (verb == "alter")
        return alteration(begin, end, indent);
    if (verb == "grant" || verb == "revoke")
        return brokenBefore({"on", "to", "from", "with"}, begin, end, indent + m_writer.step());
    if (verb == "comment")
        return brokenBefore({"is"}, begin, end, indent + m_writer.step());
    if (verb == "copy")
        return brokenBefore({"from", "to", "with", "where"}, begin, end, indent + m_writer.step());
    if (verb != "create")
        return fill(begin, end);
    if (m_atoms.find("index", begin, std::min(end, first + 4)) < std::min(end, first + 4))
        return brokenBefore({"on", "include", "where", "with", "tablespace"}, begin, end, indent + m_writer.step());
    if (m_atoms.find("trigger", begin, std::min(end, first + 6)) < std::min(end, first + 6))
        return brokenBefore(
            {"before", "after", "instead", "referencing", "for", "when", "execute"}, begin, end, indent);
    if (m_atoms.find("policy", begin, std::min(end, first + 3)) < std::min(end, first + 3))
        return brokenBefore({"for", "to", "using", "with"}, begin, end, indent + m_writer.step());
    fill(begin, end);
}

void FormatLayout::routine(int begin, int end, int indent)
{
    if (m_atoms.isShort(begin, end) && !m_atoms.holdsLongText(begin, end) && inLine(begin, end))
        return;
    brokenBefore(
        {"returns",  "language",  "immutable", "stable",    "volatile", "strict", "called",
         "security", "cost",      "rows",      "parallel",  "set",      "as",     "begin",
         "return",   "leakproof", "support",   "transform", "external", "window"},
        begin, end, indent);
}

// The columns have lines of their own.
void FormatLayout::table(int begin, int end, int indent)
{
    if (m_atoms.isShort(begin, end) && inLine(begin, end))
        return;
    int columns = begin;
    while (columns < end && !m_atoms.at(columns).isOpen('('))
        columns = m_atoms.behind(columns);
    const bool areColumns = columns < end && m_atoms.find("partition", begin, columns) == columns;
    if (!areColumns) {
        if (!inLine(begin, end))
            fill(begin, end);
        return;
    }
    flat(begin, columns);
    m_writer.atom(m_atoms.at(columns), true);
    const int closing = m_atoms.closing(columns);
    const int inner = indent + m_writer.step();
    m_writer.newline(inner);
    list(columns + 1, closing, inner);
    m_writer.closingLine(indent);
    put(closing);
    if (!inLine(closing + 1, end))
        fill(closing + 1, end);
}

// ALTER TABLE with several actions.
void FormatLayout::alteration(int begin, int end, int indent)
{
    static constexpr std::array<std::string_view, 13> Actions{"add",    "drop",    "alter",   "validate", "attach",
                                                              "detach", "enable",  "disable", "rename",   "replica",
                                                              "owner",  "inherit", "set"};
    for (int i = m_atoms.code(begin, end) + 2; i < end; i = m_atoms.behind(i)) {
        if (std::ranges::find(Actions, m_atoms.key(i)) == Actions.end())
            continue;
        flat(begin, i);
        m_writer.newline(indent + m_writer.step());
        return list(i, end, indent + m_writer.step());
    }
    fill(begin, end);
}

// These words begin lines, where they stand on this level and not at its beginning.
void FormatLayout::brokenBefore(Words words, int begin, int end, int indent)
{
    const int first = m_atoms.code(begin, end);
    int from = begin;
    std::string_view previous;
    for (int i = begin; i < end; i = m_atoms.behind(i)) {
        const std::string_view word = m_atoms.key(i);
        // RETURNS NULL ON NULL INPUT, SET search_path FROM CURRENT, BEFORE ... OR, FOR EACH ROW WHEN
        const bool goesOn = previous == "or" || previous == "begin" || (word == "set" && previous == "returns");
        if (i > first && !word.empty() && !goesOn && std::ranges::find(words, word) != words.end()) {
            m_atoms.at(i).isKeyword = true;
            if (!inLine(from, i))
                fill(from, i);
            m_writer.newline(indent);
            from = i;
        }
        if (!m_atoms.at(i).isComment())
            previous = word;
    }
    if (!inLine(from, end))
        fill(from, end);
}

// ---- in a line

bool FormatLayout::fits(int begin, int end) const
{
    const int codeEnd = m_atoms.codeEnd(begin, end);
    const int first = m_atoms.code(begin, codeEnd);
    const int blank = !m_writer.isFresh() && begin < end && m_atoms.isSpaced(begin) ? 1 : 0;
    return !m_atoms.isBroken(first, codeEnd) && m_atoms.width(first, codeEnd) + blank <= m_writer.room();
}

bool FormatLayout::inLine(int begin, int end)
{
    if (!fits(begin, end))
        return false;
    flat(begin, end);
    return true;
}

void FormatLayout::put(int i)
{
    const Atom &atom = m_atoms.at(i);
    if (i > 0 && atom.newlineBefore && !m_writer.isFresh()) {
        const Atom &before = m_atoms.at(i - 1);
        // The parts of a string, and the lines of a template.
        const bool goesOn = atom.kind == Atom::Kind::String && before.kind == Atom::Kind::String;
        if (goesOn || isTemplateControl(atom) || isTemplateControl(before))
            m_writer.wrap();
    }
    m_writer.atom(atom, m_atoms.isSpaced(i));
}

void FormatLayout::flat(int begin, int end)
{
    for (int i = begin; i < end; ++i)
        put(i);
}

} // namespace howdah::sql
