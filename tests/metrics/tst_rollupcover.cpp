// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/dashboard.h"
#include "metrics/rollupcover.h"
#include "metrics/rollupdefinition.h"
#include "metrics/rollupscript.h"
#include "metrics/rollupsteps.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

QDateTime at(const char *text) { return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate); }

RollupCover cover(const Bucket &grain, const QByteArray &zone = "UTC")
{
    return {at("2026-01-01T00:00:00Z"), at("2026-06-01T00:00:00Z"), grain, QTimeZone(zone), {}};
}

} // namespace

// What needs no server: steps, pieces, definitions.
class RollupCoverTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // The value of a step is within the error of each value in it, over the whole range of double precision.
    void stepsHoldTheirBound()
    {
        QVERIFY(stepError() < 0.04);
        QRandomGenerator random(7);
        for (int i = 0; i < 20000; ++i) {
            const double value = std::pow(10.0, random.bounded(610.0) - 305) * (1 + random.bounded(9.0))
                               * (random.bounded(2) == 0 ? 1 : -1);
            const double shown = stepValue(stepOf(value));
            if (!(std::abs(shown - value) <= std::abs(value) * (stepError() + 1e-9)))
                QFAIL(qPrintable(u"%1 is shown as %2"_s.arg(value).arg(shown)));
        }
        QCOMPARE(stepOf(0), 0);
        QCOMPARE(stepValue(0), 0.0);
        QCOMPARE(stepOf(1), StepOfOne);
        QCOMPARE(stepOf(-1), -StepOfOne);
        QVERIFY(std::isnan(stepValue(stepOf(std::nan("")))));
        QVERIFY(std::isinf(stepValue(stepOf(-INFINITY))));
        QVERIFY(stepOf(-2) < stepOf(-1) && stepOf(-1) < 0 && stepOf(5e-324) > 0);
        QVERIFY(stepOf(1.79e308) < StepOfInfinity);
    }

    void edgesAreRead()
    {
        const TimeRange whole{at("2026-03-01T10:20:00Z"), at("2026-03-02T08:05:00Z")};
        const auto pieces = piecesOf(cover({Unit::Hour, 1}), whole, {});
        QVERIFY(pieces);
        QCOMPARE(pieces->rolled, (std::vector<TimeRange>{{at("2026-03-01T11:00:00Z"), at("2026-03-02T08:00:00Z")}}));
        QCOMPARE(
            pieces->live, (std::vector<TimeRange>{
                              {at("2026-03-01T10:20:00Z"), at("2026-03-01T11:00:00Z")},
                              {at("2026-03-02T08:00:00Z"), at("2026-03-02T08:05:00Z")}}));
        // What is not rolled up yet, or was never, too.
        const auto young =
            piecesOf(cover({Unit::Hour, 1}), {at("2025-12-31T23:00:00Z"), at("2026-06-01T02:00:00Z")}, {});
        QVERIFY(young);
        QCOMPARE(
            young->live, (std::vector<TimeRange>{
                             {at("2025-12-31T23:00:00Z"), at("2026-01-01T00:00:00Z")},
                             {at("2026-06-01T00:00:00Z"), at("2026-06-01T02:00:00Z")}}));
        QVERIFY(!piecesOf(cover({Unit::Hour, 1}), {at("2026-07-01T00:00:00Z"), at("2026-07-02T00:00:00Z")}, {}));
        QVERIFY(!piecesOf(cover({Unit::Day, 1}), {at("2026-03-01T01:00:00Z"), at("2026-03-02T23:00:00Z")}, {}));
        QVERIFY(!piecesOf({}, whole, {}));
    }

    // Days of zones that are off by 30 and 45 minutes fit quarters of an hour; of hours the one at each midnight is
    // read.
    void oddZones()
    {
        for (const char *name : {"Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide"}) {
            const QTimeZone zone(name);
            const TimeRange whole{
                bucketStart(at("2026-03-10T12:00:00Z"), {Unit::Day, 1}, zone),
                bucketStart(at("2026-03-20T12:00:00Z"), {Unit::Day, 1}, zone)};
            const auto days = bucketStarts(whole, {Unit::Day, 1}, zone);
            const auto quarters = piecesOf(cover({Unit::Minute, 15}), whole, days);
            QVERIFY(quarters);
            QVERIFY2(quarters->live.empty(), name);
            const auto hours = piecesOf(cover({Unit::Hour, 1}), whole, days);
            QVERIFY(hours);
            QCOMPARE(hours->live.size(), size_t(11)); // the ends, and nine midnights
            for (size_t i = 1; i + 1 < hours->live.size(); ++i) {
                QVERIFY(hours->live[i].from < days[i] && days[i] < hours->live[i].to);
                QCOMPARE(hours->live[i].milliseconds(), qint64(3'600'000));
            }
            QVERIFY(!piecesOf(cover({Unit::Day, 1}), whole, days)); // every day of UTC is cut
            QVERIFY(piecesOf(cover({Unit::Day, 1}, name), whole, days)->live.empty());
        }
        // Too many to be worth it.
        const TimeRange year{at("2026-01-01T00:00:00Z"), at("2026-06-01T00:00:00Z")};
        QVERIFY(!piecesOf(cover({Unit::Hour, 1}), year, bucketStarts(year, {Unit::Day, 1}, QTimeZone("Asia/Kolkata"))));
    }

    // Whatever the range and the bounds: the pieces are the range, once, and no cell is cut.
    void piecesAreTheRange()
    {
        QRandomGenerator random(11);
        int useful = 0;
        for (int round = 0; round < 500; ++round) {
            const Bucket grain = rollupGrains()[size_t(random.bounded(3))];
            const QTimeZone zone(random.bounded(2) == 0 ? "America/Los_Angeles" : "Asia/Kolkata");
            const QDateTime from = at("2026-02-20T00:00:00Z").addSecs(random.bounded(40 * 86400));
            const TimeRange whole{from, from.addSecs(1 + random.bounded(20 * 86400))};
            const Bucket bucket = bucketLadder()[size_t(2 + random.bounded(4))];
            const RollupCover held = cover(grain);
            const auto bounds = bucketStarts(whole, bucket, zone);
            const auto pieces = piecesOf(held, whole, bounds);
            if (!pieces)
                continue;
            ++useful;
            std::vector<TimeRange> all = pieces->rolled;
            all.insert(all.end(), pieces->live.begin(), pieces->live.end());
            std::ranges::sort(all, {}, &TimeRange::from);
            QCOMPARE(all.front().from, whole.from);
            QCOMPARE(all.back().to, whole.to);
            for (size_t i = 1; i < all.size(); ++i)
                QCOMPARE(all[i].from, all[i - 1].to);
            for (const TimeRange &rolled : pieces->rolled) {
                QCOMPARE(bucketStart(rolled.from, grain, held.zone), rolled.from);
                QCOMPARE(bucketStart(rolled.to, grain, held.zone), rolled.to);
                for (const QDateTime &bound : bounds)
                    QVERIFY(
                        bound <= rolled.from || bound >= rolled.to || bucketStart(bound, grain, held.zone) == bound);
            }
        }
        QVERIFY(useful > 50);
    }

    void definitionsAreKept()
    {
        for (RollupDefinition definition : builtInRollups()) {
            definition.schema = u"od\"d"_s;
            definition.dimensions.push_back({u"\u00e9'\\; x"_s, u"text"_s});
            definition.zone = "UTC";
            const auto read = rollupFromJson(QJsonDocument(rollupJson(definition)).toJson());
            QVERIFY(read);
            QCOMPARE(*read, definition);
        }
        QVERIFY(!rollupFromJson("{}"));
        QJsonObject newer = rollupJson(builtInRollups().front());
        newer[u"ratio"_s] = 1.5;
        QVERIFY(!rollupFromJson(QJsonDocument(newer).toJson()));
    }

    void whatCannotBe()
    {
        RollupDefinition definition = builtInRollups().front();
        QVERIFY(checkRollup(definition));
        definition.dimensions.push_back({u"rolled_step"_s, u"text"_s});
        QVERIFY(!checkRollup(definition));
        definition.dimensions.back().name = u"promptId"_s; // twice
        QVERIFY(!checkRollup(definition));
        definition = builtInRollups().front();
        definition.grain = {Unit::Week, 1};
        QVERIFY(!checkRollup(definition));
        definition = builtInRollups().front();
        definition.zone = "Asia/Kolkata"; // of hours
        QVERIFY(!checkRollup(definition));
        definition = builtInRollups().front();
        definition.name = QString(58, u'x');
        QVERIFY(!checkRollup(definition));
        QVERIFY(rollupNameFor(QString(63, u'\u00e9')).toUtf8().size() <= 57);
    }

    void whatIsOnlyForARollup()
    {
        const QByteArray head = "title: T\npanels:\n  - id: a\n    title: A\n    kind: line\n    query: ";
        const auto misused = readDashboard(head + "select :bucket(t) as bucket from x where :live(t)\n", u"x.yaml"_s);
        QCOMPARE(misused.problems.size(), size_t(1));
        QVERIFY2(misused.problems[0].message.contains(u"\"rollup\""_s), qPrintable(misused.problems[0].message));
        const auto right = readDashboard(
            head + "select 1\n    rollup-table: r\n    rollup: select :step_value(s) from r where :rolled(t)\n",
            u"x.yaml"_s);
        QVERIFY(right.problems.empty());
    }
};

QTEST_GUILESS_MAIN(RollupCoverTest)
#include "tst_rollupcover.moc"
