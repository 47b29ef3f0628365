// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Completion on queries that nobody here wrote. HOWDAH_COMPLETION_SETS, or the first argument, is a folder with one
// folder for each set (tpch, tpcds, job, ...), each with schema.sql and its queries in other files *.sql. Each query is
// cut at each name of a table, a column, a qualifier and a function; one letter of it is left. Either the rest of the
// query stands behind the cursor, or nothing. Prints how often the name is first, among five, or not offered at all.
// --cuts FILE writes the same cuts for tests/bench/pgcli_completion.py, --misses shows what was not first.
#include "query/complete/completer.h"
#include "query/complete/indexbuilder.h"
#include "querycomplete/cuts.h"
#include "querycomplete/schematext.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryFile>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>

using namespace howdah;
using namespace howdah::query::complete;
using namespace Qt::StringLiterals;

namespace {

constexpr int Tables = 10'000;
constexpr double LongestMs = 16;

struct Outcome
{
    int cuts = 0;
    int first = 0;
    int five = 0;
    int never = 0;
    std::vector<double> milliseconds;

    void add(int rank)
    {
        ++cuts;
        first += rank == 0;
        five += rank >= 0 && rank < 5;
        never += rank < 0;
    }
};

// Of this thread: others may have the processor.
double processorMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

int run(
    const CompletionIndex &index, const test::Cut &cut, bool atEnd, const Habits *habits, Outcome &outcome,
    Proposals *shown = nullptr)
{
    const qsizetype cursor = cut.begin + 1;
    QByteArray text = cut.query.first(cursor);
    if (!atEnd)
        text += cut.query.sliced(cut.end);
    const double begin = processorMs();
    Proposals proposals = complete(index, {.text = text, .cursor = cursor, .habits = habits});
    outcome.milliseconds.push_back(processorMs() - begin);
    const int rank = test::rankOf(proposals, cut);
    outcome.add(rank);
    if (shown)
        *shown = std::move(proposals);
    return rank;
}

double percentile(std::vector<double> values, double part)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, std::size_t(part * double(values.size())))];
}

void print(const QString &name, const Outcome &outcome)
{
    const auto share = [&](int count) { return 100.0 * count / std::max(outcome.cuts, 1); };
    std::fprintf(
        stderr, "%-34s %6d cuts  first %5.1f  five %5.1f  never %5.1f  p50 %5.2f p99 %5.2f ms\n", qPrintable(name),
        outcome.cuts, share(outcome.first), share(outcome.five), share(outcome.never),
        percentile(outcome.milliseconds, 0.5), percentile(outcome.milliseconds, 0.99));
}

void printJson(const QString &name, double value, const char *unit, double bar, double ratio)
{
    std::printf(
        "{\"name\": \"%s\", \"value\": %.2f, \"unit\": \"%s\", \"bar\": %.2f, \"ratio\": %.3f}\n", qPrintable(name),
        value, unit, bar, ratio);
}

QJsonObject jsonOf(const catalog::Catalog &catalog)
{
    QJsonObject relations;
    for (const catalog::Relation &relation : catalog.relations) {
        QJsonArray columns;
        for (const catalog::Column &column : catalog.columnsOf(relation.oid))
            columns.append(column.name);
        relations.insert(relation.name, columns);
    }
    QJsonArray keys;
    for (const catalog::Constraint &key : catalog.constraints) {
        for (qsizetype i = 0; key.kind == catalog::ConstraintKind::ForeignKey && i < key.columns.size(); ++i) {
            const auto *from = catalog.relation(key.relation);
            const auto *to = catalog.relation(key.referencedRelation);
            const auto *one = catalog.column(key.relation, key.columns.at(i));
            const auto *other = catalog.column(key.referencedRelation, key.referencedColumns.value(i));
            if (from && to && one && other)
                keys.append(QJsonArray{to->name, other->name, from->name, one->name});
        }
    }
    return {{u"relations"_s, relations}, {u"keys"_s, keys}};
}

struct Options
{
    QString folder;
    QString cutsFile;
    bool misses = false;
};

Options optionsOf(const QStringList &arguments)
{
    Options options{.folder = qEnvironmentVariable("HOWDAH_COMPLETION_SETS")};
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        if (arguments.at(i) == "--cuts"_L1 && i + 1 < arguments.size())
            options.cutsFile = arguments.at(++i);
        else if (arguments.at(i) == "--misses"_L1)
            options.misses = true;
        else
            options.folder = arguments.at(i);
    }
    return options;
}

void showMiss(
    const QString &set, const QString &file, const test::Cut &cut, bool atEnd, int rank, const Proposals &proposals)
{
    QByteArrayList names;
    for (std::size_t i = 0; i < std::min<std::size_t>(proposals.size(), 3); ++i)
        names += proposals[i].text.toUtf8() + '=' + QByteArray::number(proposals[i].score - 3000, 'f', 0);
    if (rank >= 3)
        names += "..." + proposals[std::size_t(rank)].text.toUtf8() + '='
               + QByteArray::number(proposals[std::size_t(rank)].score - 3000, 'f', 0);
    const qsizetype from = std::max<qsizetype>(0, cut.begin - 50);
    std::printf(
        "%s %s %s %s rank %d: ...%s[%s]%s | %s\n", atEnd ? "END" : "MID", qPrintable(set), qPrintable(file),
        cut.kind.constData(), rank, cut.query.sliced(from, cut.begin - from).simplified().constData(),
        cut.query.sliced(cut.begin, cut.end - cut.begin).constData(),
        cut.query.sliced(cut.end, std::min<qsizetype>(40, cut.query.size() - cut.end)).simplified().constData(),
        names.join(' ').constData());
}

// q05a of q05a.sql without its letters.
int familyOf(const QString &file)
{
    QString digits;
    for (const QChar c : file.section(u'.', 0, 0))
        if (c.isDigit())
            digits += c;
    return digits.toInt();
}

// Some statements are there to work on, the others to be judged by: of TPC-H none, of the Join Order Benchmark the
// families with an even number, of TPC-DS three of four.
bool isHeldOut(const QString &set, const QString &file)
{
    if (set == "tpch"_L1)
        return false;
    QString number = file.section(u'.', 0, 0);
    if (set == "job"_L1)
        return number.chopped(1).toInt() % 2 == 0;
    return number.toInt() % 4 != 0;
}

// pgcli on one in sixty of the same cuts; on all of `keptFile` by hand.
void comparePgcli(const QJsonArray &cuts, const QString &keptFile)
{
    QTemporaryFile file;
    if (!file.open())
        return;
    const QByteArray json = QJsonDocument(cuts).toJson(QJsonDocument::Compact);
    file.write(json);
    file.close();
    if (QFile kept(keptFile); !keptFile.isEmpty() && kept.open(QIODevice::WriteOnly))
        kept.write(json);
    const QString script = QStringLiteral(HOWDAH_SOURCE_DIR "/tests/bench/pgcli_completion.py");
    QProcess::execute(u"/usr/bin/python3"_s, {script, file.fileName(), u"60"_s}); // Debian's, which has Debian's pgcli
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const Options options = optionsOf(QCoreApplication::arguments());
    const QStringList sets =
        options.folder.isEmpty() ? QStringList() : QDir(options.folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    if (sets.isEmpty()) {
        std::fprintf(stderr, "Skipped: HOWDAH_COMPLETION_SETS names no folder with sets of queries.\n");
        return 0;
    }
    std::map<QString, Outcome> outcomes;
    QJsonArray dump;
    for (const QString &set : sets) {
        const QDir folder(options.folder + u'/' + set);
        const QByteArray schema = contents(folder.filePath(u"schema.sql"_s));
        const auto index = buildIndex(test::catalogFromText(schema));
        QElapsedTimer building;
        building.start();
        const auto large = buildIndex(test::catalogFromText(schema, Tables));
        std::fprintf(
            stderr, "%s: catalog and index of %d tables in %lld ms\n", qPrintable(set), Tables, building.elapsed());
        QJsonArray cutsOfSet;
        const QStringList files = folder.entryList({u"*.sql"_s}, QDir::Files).filter(QRegularExpression(u"\\d"_s));
        Habits habits;
        for (const QString &file : files)
            habits.learn(contents(folder.filePath(file)));
        for (const QString &file : files) {
            // A history of the other statements, without those of the same number: 1a, 1b and 1c are nearly the same.
            QStringList family = files;
            family.removeIf([&](const QString &other) { return familyOf(other) != familyOf(file); });
            Habits others = habits;
            for (const QString &other : family)
                others.learn(contents(folder.filePath(other)), -1);
            for (const test::Cut &cut : test::cutsOf(contents(folder.filePath(file)))) {
                for (const bool atEnd : {false, true}) {
                    const QString mode = atEnd ? u" end"_s : u" mid"_s;
                    Outcome one;
                    Proposals shown;
                    const int rank = run(*index, cut, atEnd, nullptr, one, &shown);
                    const QString half = isHeldOut(set, file) ? u"held out"_s : u"worked on"_s;
                    for (const QString &name :
                         {set + mode, half + mode, u"all"_s + mode, set + mode + u' ' + QString::fromLatin1(cut.kind)})
                        outcomes[name].add(rank);
                    if (options.misses && rank != 0 && !isHeldOut(set, file))
                        showMiss(set, file, cut, atEnd, rank, shown);
                    Outcome warm;
                    const int rankWithHabits = run(*index, cut, atEnd, &others, warm);
                    for (const QString &name : {half + mode, set + mode})
                        outcomes[name + u" with a history"_s].add(rankWithHabits);
                    if (!options.misses) {
                        Outcome ignored;
                        const int rankInLarge = run(*large, cut, atEnd, nullptr, ignored);
                        outcomes[u"with 10,000 tables"_s + mode].add(rankInLarge);
                        auto &times = outcomes[u"with 10,000 tables"_s + mode].milliseconds;
                        times.insert(times.end(), ignored.milliseconds.begin(), ignored.milliseconds.end());
                    }
                }
                cutsOfSet.append(
                    QJsonArray{QString::fromUtf8(cut.query), cut.begin, cut.end, QString::fromLatin1(cut.kind), file});
            }
        }
        QJsonObject entry = jsonOf(index->catalog());
        entry.insert(u"set"_s, set);
        entry.insert(u"cuts"_s, cutsOfSet);
        dump.append(entry);
    }
    comparePgcli(dump, options.cutsFile);
    for (const auto &[name, outcome] : outcomes)
        print(name, outcome);
    const auto judge = [&](const QString &name, int Outcome::*count, double bar, bool atLeast) {
        const Outcome &outcome = outcomes[name];
        const double share = 100.0 * outcome.*count / std::max(outcome.cuts, 1);
        printJson(
            u"completion, "_s + name
                + (count == &Outcome::first  ? u", first"_s
                   : count == &Outcome::five ? u", among five"_s
                                             : u", never offered"_s),
            share, "%", 1, atLeast ? bar / std::max(share, 0.01) : share / bar);
    };
    judge(u"held out mid"_s, &Outcome::first, 85, true);
    judge(u"held out mid"_s, &Outcome::five, 97, true);
    judge(u"held out mid"_s, &Outcome::never, 1, false);
    judge(u"held out end with a history"_s, &Outcome::first, 70, true);
    if (!options.misses) {
        const double p99 = std::max(
            percentile(outcomes[u"with 10,000 tables mid"_s].milliseconds, 0.99),
            percentile(outcomes[u"with 10,000 tables end"_s].milliseconds, 0.99));
        printJson(u"completion, 10,000 tables, p99"_s, p99, "ms", 1, p99 / LongestMs);
    }
    return 0;
}
