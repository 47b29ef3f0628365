// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintfile.h"

#include "base/textposition.h"
#include "migration/plan/scriptplan.h"
#include "migration/plan/transactionblocks.h"
#include "migration/source/tr.h"
#include "sql/backslash.h"
#include "sql/lexer.h"
#include "sql/splitter.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

// Reads the comments between and inside of statements.
class CommentReader final
{
public:
    CommentReader(LintFile &file, QByteArrayView text)
        : m_file(file)
        , m_text(text)
    {
    }

    // `previous` and `next`: the statements around the gap, 0 for none.
    void readGap(qsizetype from, qsizetype to, int previous, int next)
    {
        const qsizetype newline = m_text.sliced(from, to - from).indexOf('\n');
        const qsizetype lineEnd = previous == 0 ? from : (newline < 0 ? to : from + newline);
        read(from, to, [=](qsizetype at) { return at < lineEnd ? previous : next; });
    }

    void readInside(const LintStatement &statement)
    {
        sql::Lexer lexer;
        lexer.setInput(statement.tree.text, statement.offset, true);
        qsizetype end = statement.offset;
        for (sql::Token token = lexer.next(); token.type != sql::TokenType::End; token = lexer.next()) {
            if (token.type == sql::TokenType::Backslash)
                lexer.skip(1);
            read(end, qsizetype(token.begin), [&](qsizetype) { return statement.number; });
            end = qsizetype(token.end);
        }
    }

private:
    template <typename Owner>
    void read(qsizetype from, qsizetype to, Owner owner)
    {
        for (qsizetype at = from; at + 1 < to;) {
            const QByteArrayView rest = m_text.sliced(at, to - at);
            if (rest.startsWith("--")) {
                const qsizetype newline = rest.indexOf('\n');
                const qsizetype size = newline < 0 ? rest.size() : newline;
                readComment(rest.sliced(2, size - 2), at, owner(at));
                at += size;
            } else if (rest.startsWith("/*")) {
                at += blockComment(rest);
            } else {
                ++at;
            }
        }
    }

    static qsizetype blockComment(QByteArrayView text)
    {
        int depth = 0;
        qsizetype at = 0;
        do {
            const QByteArrayView rest = text.sliced(at);
            const bool opens = rest.startsWith("/*");
            const bool closes = rest.startsWith("*/");
            depth += int(opens) - int(closes);
            at += opens || closes ? 2 : 1;
        } while (depth > 0 && at < text.size());
        return at;
    }

    void readComment(QByteArrayView comment, qsizetype at, int statement)
    {
        QStringList words = QString::fromUtf8(comment).simplified().split(u' ', Qt::SkipEmptyParts);
        if (words.size() < 2 || words[0] != "howdah:"_L1 || words[1] != "allow"_L1)
            return;
        words.remove(0, 2);
        Allowance allowance{.offset = at, .statement = statement};
        bool more = true;
        while (more && !words.isEmpty()) {
            const QString word = words.takeFirst();
            more = word.endsWith(u',');
            allowance.rules += word.split(u',', Qt::SkipEmptyParts);
        }
        allowance.reason = words.join(u' ');
        m_file.allowances.push_back(allowance);
    }

    LintFile &m_file;
    QByteArrayView m_text;
};

Finding problem(const LintFile &file, const QString &rule, qsizetype offset, const QString &message)
{
    Finding finding{.rule = rule, .severity = findLintRule(rule)->severity, .message = message};
    finding.reason = findLintRule(rule)->reason;
    file.place(finding, offset);
    return finding;
}

void addBackslash(LintFile &file, const sql::Piece &piece)
{
    const sql::BackslashJudgement judgement =
        sql::judgeBackslash(sql::textOf(piece, file.script->text), piece.insideStatement);
    if (judgement.skip)
        return;
    Finding finding = problem(
        file, u"psql-command"_s, qsizetype(piece.offset),
        tr("%1 is a psql command").arg(QString::fromUtf8(judgement.command)));
    finding.reason = judgement.reason;
    finding.hint = judgement.hint;
    file.problems.push_back(finding);
}

// As the planner does it: alone in a file, statements that must not be in a transaction take it out of theirs, and so
// do transactions of the file that have to run as they are written.
void decideTransaction(LintFile &file)
{
    const auto isControl = [](const LintStatement &statement) {
        return transactionWordOf(statement.tree.words) != TransactionWord::None;
    };
    const auto alone = [&](const LintStatement &statement) {
        return statement.what.transaction == sql::TransactionRule::Forbidden || isControl(statement);
    };
    file.transactional =
        file.script->transaction && (file.statements.empty() || !std::ranges::all_of(file.statements, alone));
    std::vector<TransactionControl> controls;
    std::vector<size_t> places; // of the controls among all statements
    size_t others = 0;
    for (size_t i = 0; i < file.statements.size(); ++i) {
        const std::vector<QByteArray> &words = file.statements[i].tree.words;
        if (!isControl(file.statements[i])) {
            ++others;
            continue;
        }
        controls.push_back({.word = transactionWordOf(words), .words = words, .place = others});
        places.push_back(i);
    }
    if (controls.empty())
        return;
    for (const FoundBlocks::Bad &bad : pairUp(controls, others).bad)
        file.statements[places[bad.control]].controlProblem = bad.message;
    Step step{.direction = file.script->direction, .text = file.script->text};
    std::vector<Refusal> told; // by the plan
    planScript(step, file.script->transaction, told);
    if (step.blocks.empty())
        return;
    file.transactional = false;
    for (const PlannedStatement &planned : step.statements) {
        const auto same = std::ranges::find(file.statements, planned.offset, &LintStatement::offset);
        if (same != file.statements.end())
            same->block = planned.block;
    }
}

// A place in the file for an error whose message begins with "Line N:".
qsizetype offsetOfLine(QByteArrayView text, qsizetype line)
{
    qsizetype at = 0;
    for (; line > 1; --line) {
        const qsizetype newline = text.indexOf('\n', at);
        if (newline < 0)
            return at;
        at = newline + 1;
    }
    return at;
}

} // namespace

void LintFile::place(Finding &finding, qsizetype offset) const
{
    const QByteArrayView text = script->text;
    const TextPosition position = positionAt(text, offset);
    const qsizetype lineStart = offset - (position.column - 1);
    finding.file = script->file;
    finding.line = position.line;
    finding.column = 1 + QString::fromUtf8(text.sliced(lineStart, offset - lineStart)).size();
    finding.endLine = std::max(finding.endLine, finding.line);
}

LintFile readLintFile(const LintScript &script)
{
    LintFile file{.script = &script};
    sql::Splitter splitter;
    std::vector<sql::Piece> pieces;
    std::optional<Error> error;
    for (const bool last : {false, true}) {
        const auto more = last ? splitter.finish() : splitter.feed(script.text);
        if (more) {
            pieces.insert(pieces.end(), more->begin(), more->end());
            continue;
        }
        error = more.error();
        break;
    }
    CommentReader comments(file, script.text);
    qsizetype end = 0;
    int previous = 0;
    for (const sql::Piece &piece : pieces) {
        const bool statement = piece.kind == sql::PieceKind::Statement;
        comments.readGap(end, qsizetype(piece.offset), previous, int(file.statements.size()) + 1);
        end = qsizetype(piece.offset + piece.size);
        if (piece.kind == sql::PieceKind::BackslashLine)
            addBackslash(file, piece);
        if (!statement)
            continue;
        LintStatement read{
            .number = int(file.statements.size()) + 1,
            .offset = qsizetype(piece.offset),
            .size = qsizetype(piece.size),
            .tree = sql::readStatement(sql::textOf(piece, script.text).toByteArray())};
        read.what = sql::classify(read.tree);
        previous = read.number;
        file.statements.push_back(std::move(read));
        comments.readInside(file.statements.back());
    }
    if (error) {
        static const QRegularExpression Line(u"\\d+"_s);
        const qsizetype line = Line.match(error->message).captured().toLongLong();
        Finding finding =
            problem(file, u"cannot-split"_s, offsetOfLine(script.text, std::max<qsizetype>(line, 1)), error->message);
        finding.hint = error->hint;
        file.problems.push_back(finding);
    } else {
        comments.readGap(end, script.text.size(), previous, 0);
    }
    decideTransaction(file);
    return file;
}

void applyAllowances(LintFile &file, std::vector<Finding> &findings, bool alone)
{
    const auto allowed = [&](const Finding &finding) {
        // What harms a table of the size that is there is said all the same.
        if (finding.severity != Severity::Error && file.script->allowedRules.contains(finding.rule))
            return true;
        for (Allowance &allowance : file.allowances) {
            if (finding.statement != 0 && allowance.statement == finding.statement
                && allowance.rules.contains(finding.rule)) {
                allowance.used << finding.rule;
                return true;
            }
        }
        return false;
    };
    std::erase_if(findings, allowed);
    for (const QString &rule : file.script->allowedRules) {
        if (!findLintRule(rule))
            findings.push_back(problem(
                file, u"bad-suppression"_s, 0, tr("pack.yaml allows the rule %1, which does not exist").arg(rule)));
    }
    for (const Allowance &allowance : file.allowances) {
        for (const QString &rule : allowance.rules) {
            if (!findLintRule(rule))
                findings.push_back(problem(
                    file, u"bad-suppression"_s, allowance.offset, tr("there is no rule named \"%1\"").arg(rule)));
            else if (alone && !allowance.used.contains(rule))
                findings.push_back(problem(
                    file, u"unused-suppression"_s, allowance.offset,
                    tr("%1 is allowed here, but finds nothing").arg(rule)));
        }
        if (allowance.rules.isEmpty())
            findings.push_back(
                problem(file, u"bad-suppression"_s, allowance.offset, tr("it does not say which rule is allowed")));
        else if (allowance.reason.isEmpty())
            findings.push_back(problem(
                file, u"bad-suppression"_s, allowance.offset,
                tr("it does not say why %1 is allowed").arg(allowance.rules.join(u", "_s))));
    }
}

} // namespace howdah::migration
