// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/manual/manpage.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

namespace {

// What roff would take for its own: backslashes, hyphens (which it makes typographic), and a dot or quote at the start
// of a line.
QString escaped(const QString &text)
{
    QString plain = text;
    plain.replace(u'\\', "\\e"_L1).replace(u'-', "\\-"_L1).replace(u'\'', "\\(aq"_L1);
    plain.replace(u'`', "\\(ga"_L1).replace(u'^', "\\(ha"_L1).replace(u'~', "\\(ti"_L1);
    return plain;
}

class Page final
{
public:
    Page(const QString &title, const QString &version)
    {
        line(u".TH %1 1 %2 \"howdah %3\" \"User Commands\""_s.arg(
            escaped(title.toUpper()), QStringLiteral(HOWDAH_RELEASE_DATE), escaped(version)));
        line(u".nh"_s);
        line(u".ad l"_s);
    }

    void section(const QString &title) { line(u".SH "_s + title); }
    void subsection(const QString &title) { line(u".SS \""_s + escaped(title) + u'"'); }
    void space() { line(u".PP"_s); }
    void paragraph(const QString &text)
    {
        space();
        words(text);
    }
    void words(const QString &text)
    {
        const QString plain = escaped(text);
        line(plain.startsWith(u'.') ? u"\\&"_s + plain : plain);
    }
    // Lines that stay as they are.
    void block(const QString &text)
    {
        line(u".nf"_s);
        const QStringList lines = text.split(u'\n');
        for (const QString &one : lines)
            words(one);
        line(u".fi"_s);
    }
    void synopsis(const QString &command, const std::vector<CommandWord> &of, bool hasBelow)
    {
        line(u".SY \""_s + escaped(command) + u'"');
        for (const CommandWord &word : of) {
            if (!word.isByPlace && word.isRequired)
                line(u"\\fB%1\\fR \\fI%2\\fR"_s.arg(escaped(word.names.last()), escaped(word.value)));
        }
        line(u"[\\fIOPTIONS\\fR]"_s);
        if (hasBelow)
            line(u"\\fICOMMAND\\fR"_s);
        for (const CommandWord &word : of) {
            if (!word.isByPlace)
                continue;
            const QString name = u"\\fI%1\\fR%2"_s.arg(escaped(word.names.first()), word.isRepeated ? u"..."_s : u""_s);
            line(word.isRequired ? name : u'[' + name + u']');
        }
        line(u".YS"_s);
    }
    void options(const std::vector<CommandWord> &of)
    {
        for (const CommandWord &word : of) {
            line(u".TP"_s);
            QStringList names;
            for (const QString &name : word.names)
                names << (word.isByPlace ? u"\\fI%1\\fR"_s : u"\\fB%1\\fR"_s).arg(escaped(name));
            QString head = names.join(u", "_s);
            if (!word.isByPlace && !word.value.isEmpty())
                head += u" \\fI%1\\fR"_s.arg(escaped(word.value));
            line(head);
            QString text = word.description;
            if (!word.choices.isEmpty() && !text.contains(word.choices.first()))
                text += u" (%1)"_s.arg(word.choices.join(u", "_s));
            words(text);
        }
    }
    [[nodiscard]] QByteArray text() const { return m_text.toUtf8(); }

private:
    void line(const QString &text) { m_text += text + u'\n'; }

    QString m_text;
};

void addFooter(Page &page, const QString &footer)
{
    if (footer.isEmpty())
        return;
    page.section(u"NOTES"_s);
    const QStringList paragraphs = footer.split(u"\n\n"_s, Qt::SkipEmptyParts);
    for (const QString &one : paragraphs) {
        if (&one != &paragraphs.front())
            page.space();
        // Where lines begin with blanks the writer has laid it out.
        if (one.contains("\n  "_L1))
            page.block(one);
        else
            page.words(QString(one).replace(u'\n', u' '));
    }
}

// "migrate up", and all below it that do something.
void addCommands(Page &page, const CommandTree &command, const QString &path)
{
    for (const CommandTree &one : command.below) {
        const QString name = path + u' ' + one.name;
        if (!one.below.empty()) {
            addCommands(page, one, name);
            continue;
        }
        page.subsection(name);
        page.words(one.description + u'.');
        page.synopsis(u"howdahctl "_s + name, one.words, false);
        page.options(one.words);
        if (!one.footer.isEmpty())
            page.paragraph(QString(one.footer).replace(u'\n', u' '));
    }
}

ManPage pageOf(const CommandTree &command, const QString &program, const QString &version)
{
    const QString title = program + u'-' + command.name;
    Page page(title, version);
    page.section(u"NAME"_s);
    page.words(title + u" - "_s + command.description);
    page.section(u"SYNOPSIS"_s);
    page.synopsis(program + u' ' + command.name, command.words, !command.below.empty());
    if (!command.words.empty()) {
        page.section(u"OPTIONS"_s);
        page.options(command.words);
    }
    if (!command.below.empty()) {
        page.section(u"COMMANDS"_s);
        addCommands(page, command, command.name);
    }
    addFooter(page, command.footer);
    page.section(u"SEE ALSO"_s);
    page.words(program + u"(1)"_s);
    return {title + u".1"_s, page.text()};
}

} // namespace

std::vector<ManPage> manPages(const CommandTree &program, const QString &version)
{
    Page page(program.name, version);
    page.section(u"NAME"_s);
    page.words(program.name + u" - command line of Howdah, a console for PostgreSQL"_s);
    page.section(u"SYNOPSIS"_s);
    page.synopsis(program.name, program.words, true);
    page.section(u"DESCRIPTION"_s);
    page.words(program.description);
    page.section(u"COMMANDS"_s);
    std::vector<CommandWord> commands;
    QStringList pages{u"howdah(1)"_s};
    for (const CommandTree &one : program.below) {
        commands.push_back({.names = {one.name}, .description = one.description + u'.'});
        pages << program.name + u'-' + one.name + u"(1)"_s;
    }
    page.options(commands);
    page.section(u"OPTIONS"_s);
    page.options(program.words);
    addFooter(page, program.footer);
    page.section(u"SEE ALSO"_s);
    page.words(pages.join(u", "_s));
    std::vector<ManPage> all{{program.name + u".1"_s, page.text()}};
    for (const CommandTree &one : program.below)
        all.push_back(pageOf(one, program.name, version));
    return all;
}

} // namespace howdah::cli
