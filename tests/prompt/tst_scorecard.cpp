// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptdatabase.h"
#include "prompt/scorecard.h"

#include <QTest>
#include <QTimeZone>

#include <cmath>
#include <map>
#include <random>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;
using test::expected;
using test::PromptDatabase;

// The figures of versions: against published intervals, against what psql counts, and against sums done by hand.
class ScorecardTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::optional<PromptDatabase> m_base;
    KeyRing m_keys = PromptDatabase::ring(u"k"_s, 1);

    static bool near(double a, double b, double within) { return std::abs(a - b) <= within; }

    Scorecard score(const QString &promptId, const TimeWindow &window = {})
    {
        return expected(readScorecard(m_base->session(), m_base->table, m_base->idOf(promptId), window));
    }
    static const MetricComparison &metric(const ScoreComparison &comparison, const QString &key)
    {
        for (const MetricComparison &one : comparison.metrics)
            if (one.key == key)
                return one;
        qFatal("no metric %s", qPrintable(key));
    }
    qint64 counted(const DrillDown &drill) const
    {
        return m_base->psql(u"SELECT count(*) FROM %1.%2 WHERE %3"_s.arg(drill.schema, drill.table, drill.condition))
            .toLongLong();
    }

private Q_SLOTS:
    void init()
    {
        m_base.emplace(m_server);
        m_base->seed(
            {PromptDatabase::version(u"A"_s, u"1.0.0"_s, true), PromptDatabase::version(u"A"_s, u"1.1.0"_s)}, m_keys);
    }

    // P6: Newcombe's published 81 of 263; times and tokens 1 to 263, whose percentiles are known by their ranks.
    void P6_figuresWithTheirIntervals()
    {
        m_base->use(u"A-v1.0.0"_s, 263, u"n <= 81"_s, u"n"_s, u"n * 10"_s);
        const Scorecard card = score(u"A-v1.0.0"_s);
        QCOMPARE(card.calls, 263);
        QCOMPARE(card.successes, 81);
        QVERIFY(near(card.success().low, 0.2553, 0.00006));
        QVERIFY(near(card.success().high, 0.3662, 0.00006));
        QCOMPARE(card.timed, 263);
        QCOMPARE(card.p50Ms->value, 132.0);
        QCOMPARE(card.p95Ms->value, 250.0); // the first value that 95 % of the 263 are not above
        // The value at a rank is the rank; those of the tokens are ten times as large.
        const RankInterval median = quantileRanks(0.5, 263);
        const RankInterval high = quantileRanks(0.95, 263);
        QCOMPARE(card.p50Ms->low, double(*median.low));
        QCOMPARE(card.p50Ms->high, double(*median.high));
        QCOMPARE(card.p95Ms->low, double(*high.low));
        QCOMPARE(card.p95Ms->high, double(*high.high));
        QCOMPARE(card.p95Tokens->high, 10.0 * double(*high.high));
        QCOMPARE(card.tokens.mean, 1320.0);
        QVERIFY(near(card.tokens.deviation, 760.66, 0.01)); // sqrt(263 * 264 / 12) * 10
        QVERIFY(!card.firstUsed.isEmpty() && card.firstUsed < card.lastUsed);
    }

    void P6_notEnoughData()
    {
        m_base->use(u"A-v1.0.0"_s, 29);
        m_base->use(u"A-v1.1.0"_s, 30);
        const auto lines = scoreLines(score(u"A-v1.0.0"_s));
        for (const ScoreLine &line : lines)
            if (line.label == metricLabel(u"success"_s) || line.label == metricLabel(u"p95Ms"_s)) {
                QVERIFY(!line.enough);
                QVERIFY(line.text.contains("not enough data"_L1) && line.text.contains("29"_L1));
            }
        QVERIFY(scoreLines(score(u"A-v1.1.0"_s))[1].enough);
        for (const MetricComparison &one : compareScorecards(score(u"A-v1.0.0"_s), score(u"A-v1.1.0"_s)).metrics) {
            QCOMPARE(one.verdict, Verdict::NotEnough);
            QVERIFY(!one.change);
        }
        // Nothing at all: no figures, and no division by zero.
        m_base->run(u"TRUNCATE ai_interactions CASCADE"_s);
        const Scorecard none = score(u"A-v1.0.0"_s);
        QCOMPARE(none.calls, 0);
        QVERIFY(!none.p50Ms && !none.p95Tokens && none.errors.empty());
        QVERIFY(!scoreLines(none).empty());
    }

    void P6_windowIsHalfOpenAndInUtc()
    {
        m_base->use(
            u"A-v1.0.0"_s, 48, u"true"_s, u"n"_s, u"n"_s, u"timestamp '2026-03-01 00:00:00' + n * interval '1 hour'"_s);
        const QDateTime from(QDate(2026, 3, 1), QTime(6, 0), Qt::UTC);
        QCOMPARE(score(u"A-v1.0.0"_s, {from, from.addSecs(3 * 3600)}).calls, 3);
        QCOMPARE(score(u"A-v1.0.0"_s, {from, {}}).calls, 43);
        QCOMPARE(score(u"A-v1.0.0"_s, {{}, from}).calls, 5);
        // The zone of session and person changes nothing.
        expected(m_base->session().query({u"SET TimeZone = 'Asia/Kolkata'"_s, {}}).result());
        const QDateTime there = from.toTimeZone(QTimeZone("America/Los_Angeles"));
        QCOMPARE(score(u"A-v1.0.0"_s, {there, there.addSecs(3 * 3600)}).calls, 3);
    }

    // Times that are missing are not zero, and tokens that nobody counted are not either.
    void P6_missingIsNotZero()
    {
        m_base->use(
            u"A-v1.0.0"_s, 100, u"n % 2 = 0"_s, u"CASE WHEN n % 2 = 0 THEN 500 END"_s,
            u"CASE WHEN n % 4 = 0 THEN 80 ELSE 0 END"_s);
        const Scorecard card = score(u"A-v1.0.0"_s);
        QCOMPARE(card.timed, 50);
        QCOMPARE(card.p50Ms->value, 500.0);
        QCOMPARE(card.counted, 25);
        QCOMPARE(card.p50Tokens->value, 80.0);
        QVERIFY(!scoreLines(card)[4].enough); // 25 calls say their tokens
    }

    // Each figure leads to exactly the rows that it counts.
    void P6_drillsToTheRows()
    {
        m_base->use(
            u"A-v1.0.0"_s, 120, u"n % 3 <> 0"_s, u"CASE WHEN n % 5 <> 0 THEN n END"_s, u"n % 7"_s,
            u"now() - n * interval '1 day'"_s, u"CASE WHEN n % 4 = 0 THEN 'small''s' ELSE 'large' END"_s,
            u"CASE WHEN n % 3 <> 0 THEN NULL WHEN n % 2 = 0 THEN 'timeout after ' || n || ' ms' ELSE "
            "'refused by ' || CASE WHEN n % 9 = 0 THEN 'req_' || left(md5(n::text), 7) || '0' ELSE "
            "uuid_generate_v4()::text END END"_s);
        m_base->use(u"A-v1.1.0"_s, 50);
        m_base->run(
            u"INSERT INTO ai_finetune_datasets (\"interactionId\", \"qualityScore\") SELECT id, 1 + "
            "(\"responseTimeMs\" % 5) FROM ai_interactions WHERE \"responseTimeMs\" <= 80 AND \"promptId\" = '%1'"_s
                .arg(m_base->idOf(u"A-v1.0.0"_s)));
        const TimeWindow window = TimeWindow::lastDays(91);
        const QString id = m_base->idOf(u"A-v1.0.0"_s);
        const Scorecard card = score(u"A-v1.0.0"_s, window);
        const auto rows = [&](DrillKind kind, const QString &value = {}) {
            return counted(drillTo(m_base->table, id, window, kind, value));
        };
        QCOMPARE(card.calls, 90);
        QCOMPARE(rows(DrillKind::Calls), card.calls);
        QCOMPARE(rows(DrillKind::Successes), card.successes);
        QCOMPARE(rows(DrillKind::Failures), card.calls - card.successes);
        QCOMPARE(rows(DrillKind::Timed), card.timed);
        QCOMPARE(rows(DrillKind::Counted), card.counted);
        QCOMPARE(rows(DrillKind::Rated), card.quality.count);
        QVERIFY(card.quality.count > 30);
        QCOMPARE(card.errors.size(), size_t(3)); // numbers and identifiers, also in hex, make no classes
        qint64 failures = 0;
        for (const CallShare &error : card.errors) {
            QCOMPARE(rows(DrillKind::ErrorClass, error.name), error.calls);
            failures += error.calls;
        }
        QCOMPARE(failures, card.calls - card.successes);
        QCOMPARE(card.models.size(), size_t(2));
        for (const CallShare &model : card.models)
            QCOMPARE(rows(DrillKind::Model, model.name), model.calls);
    }

    // Of more kinds of failures than are named the rest is counted.
    void theRestOfTheFailuresIsCounted()
    {
        m_base->use(
            u"A-v1.0.0"_s, 200, u"n <= 20"_s, u"n"_s, u"n"_s, u"now() - n * interval '1 minute'"_s, u"'m'"_s,
            u"'kind ' || repeat('x', 1 + n % 30)"_s);
        const Scorecard card = score(u"A-v1.0.0"_s);
        QCOMPARE(card.errors.size(), size_t(20));
        QCOMPARE(card.otherErrors.name, u"10"_s);
        qint64 named = 0;
        for (const CallShare &error : card.errors)
            named += error.calls;
        QCOMPARE(card.otherErrors.calls, 180 - named);
        QVERIFY(card.otherErrors.calls > 0);
        QCOMPARE(card.otherModels.calls, 0);
        const auto lines = scoreLines(card);
        QVERIFY(std::ranges::any_of(lines, [](const ScoreLine &line) { return line.text.contains(u"10 others: "_s); }));
    }

    void P6_quality()
    {
        m_base->use(u"A-v1.0.0"_s, 40);
        m_base->run(u"INSERT INTO ai_finetune_datasets (\"interactionId\", \"qualityScore\") SELECT id, "
                    "1 + (row_number() OVER (ORDER BY id)) % 5 FROM ai_interactions"_s);
        const Scorecard card = score(u"A-v1.0.0"_s);
        QCOMPARE(card.quality.count, 40);
        QCOMPARE(card.quality.mean, 3.0);
        // Eight of each of 1 to 5: deviation sqrt(80 / 39), t(39) 2.0227.
        const double half = 2.0227 * std::sqrt(80.0 / 39) / std::sqrt(40.0);
        QVERIFY(near(card.meanQuality().low, 3 - half, 0.0001));
        QVERIFY(near(card.meanQuality().high, 3 + half, 0.0001));
    }

    // P14: Newcombe's published 56 of 70 against 48 of 80.
    void P14_comparesWithIntervals()
    {
        m_base->use(u"A-v1.0.0"_s, 80, u"n <= 48"_s, u"1000 + n"_s, u"500 + n % 3"_s);
        m_base->use(u"A-v1.1.0"_s, 70, u"n <= 56"_s, u"2000 + n"_s, u"500 + n % 3"_s);
        const ScoreComparison comparison = compareScorecards(score(u"A-v1.0.0"_s), score(u"A-v1.1.0"_s));
        const MetricComparison &success = metric(comparison, u"success"_s);
        QVERIFY(near(success.change->low, 0.0524, 0.00006));
        QVERIFY(near(success.change->high, 0.3339, 0.00006));
        QCOMPARE(success.verdict, Verdict::Better);
        QCOMPARE(metric(comparison, u"p50Ms"_s).verdict, Verdict::Worse);
        QCOMPARE(metric(comparison, u"tokens"_s).verdict, Verdict::Inconclusive);
        QCOMPARE(metric(comparison, u"quality"_s).verdict, Verdict::NotEnough);
        // Seventy calls cannot bound a 95th percentile from above, but from below; and eighty can from above.
        QVERIFY(std::isinf(score(u"A-v1.1.0"_s).p95Ms->high));
        QCOMPARE(metric(comparison, u"p95Ms"_s).verdict, Verdict::Worse);
        // Seen from the other side it is the mirror.
        const ScoreComparison mirror = compareScorecards(score(u"A-v1.1.0"_s), score(u"A-v1.0.0"_s));
        QCOMPARE(metric(mirror, u"success"_s).verdict, Verdict::Worse);
        QVERIFY(near(metric(mirror, u"success"_s).change->low, -0.3339, 0.00006));
    }

    void P14_saysInconclusive()
    {
        // 90 % against 93.3 % of sixty calls each: the medians would invite a claim, the interval does not.
        m_base->use(u"A-v1.0.0"_s, 60, u"n <= 54"_s, u"100 + (n * 37) % 50"_s, u"n"_s);
        m_base->use(u"A-v1.1.0"_s, 60, u"n <= 56"_s, u"98 + (n * 37) % 50"_s, u"n"_s);
        const ScoreComparison comparison = compareScorecards(score(u"A-v1.0.0"_s), score(u"A-v1.1.0"_s));
        for (const QString &key : {u"success"_s, u"p50Ms"_s, u"p95Ms"_s, u"tokens"_s})
            QCOMPARE(metric(comparison, key).verdict, Verdict::Inconclusive);
        QVERIFY(scoreLines(comparison)[0].text.contains("inconclusive"_L1));
    }

    // However far apart they look: nobody knows where the 95th percentile of sixty calls ends.
    void P14_claimsNoPercentileOfTooFew()
    {
        m_base->use(u"A-v1.0.0"_s, 60, u"true"_s, u"100 + n % 7"_s);
        m_base->use(u"A-v1.1.0"_s, 60, u"true"_s, u"9000 + n % 7"_s);
        const ScoreComparison comparison = compareScorecards(score(u"A-v1.0.0"_s), score(u"A-v1.1.0"_s));
        QCOMPARE(metric(comparison, u"p50Ms"_s).verdict, Verdict::Worse);
        QCOMPARE(metric(comparison, u"p95Ms"_s).verdict, Verdict::Inconclusive);
    }

    void P14_warnsOfWhatElseDiffers()
    {
        m_base->use(u"A-v1.0.0"_s, 40, u"true"_s, u"n"_s, u"n"_s, u"timestamp '2026-01-01' + n * interval '1 hour'"_s);
        m_base->use(
            u"A-v1.1.0"_s, 400, u"true"_s, u"n"_s, u"n"_s, u"timestamp '2026-02-01' + n * interval '1 hour'"_s,
            u"'other'"_s);
        const Scorecard before = score(u"A-v1.0.0"_s);
        const Scorecard after = score(u"A-v1.1.0"_s);
        QCOMPARE(compareScorecards(before, after).cautions.size(), 3); // one after the other, models, ten times as many
        QCOMPARE(compareScorecards(before, before).cautions, QStringList());
        Scorecard later = before;
        later.window = TimeWindow::lastDays(7);
        QCOMPARE(compareScorecards(before, later).cautions.size(), 1);
    }

    // Two versions that are the same by construction: a claim is made in at most about one of twenty comparisons.
    void P14_neverClaimsFromChance()
    {
        int claims = 0;
        for (int round = 0; round < 40; ++round) {
            m_base->run(u"TRUNCATE ai_interactions CASCADE; SELECT setseed(%1)"_s.arg(round / 50.0));
            for (const QString &version : {u"A-v1.0.0"_s, u"A-v1.1.0"_s})
                m_base->use(
                    version, 100, u"hashint4(n * 7919 + %1) % 10 <> 0"_s.arg(round * 2 + (version == "A-v1.0.0"_L1)),
                    u"1000 + abs(hashint4(n + %1)) % 1000"_s.arg(round * 977 + (version == "A-v1.0.0"_L1) * 100'000));
            const ScoreComparison comparison = compareScorecards(score(u"A-v1.0.0"_s), score(u"A-v1.1.0"_s));
            for (const QString &key : {u"success"_s, u"p50Ms"_s})
                claims += metric(comparison, key).verdict != Verdict::Inconclusive;
        }
        QVERIFY2(claims <= 10, qPrintable(QString::number(claims))); // of 80; 4 are expected
    }

    // Calls of one session succeed together: intervals go by the sessions, recomputed from the rows by plain sums.
    void goesByTheVarianceBetweenSessions()
    {
        m_base->use(
            u"A-v1.0.0"_s, 400, u"(n % 20) NOT IN (3, 7, 11)"_s, u"1000 + 50 * (n % 20) + n % 7"_s, u"100 + n % 20"_s);
        m_base->run(u"SET session_replication_role = replica; UPDATE ai_interactions SET \"sessionId\" = "
                    "('00000000-0000-0000-0000-' || lpad(((\"tokensUsed\" - 100)::text), 12, '0'))::uuid"_s);
        m_base->run(u"INSERT INTO ai_finetune_datasets (\"interactionId\", \"qualityScore\") SELECT id, "
                    "1 + (\"tokensUsed\" % 5) FROM ai_interactions"_s);
        const Scorecard card = score(u"A-v1.0.0"_s);
        QCOMPARE(card.successSessions.clusters, 20);
        std::map<QString, std::vector<std::array<double, 3>>> sessions; // success, ms, quality
        const QString all = m_base->psql(
            u"SELECT i.\"sessionId\", i.success::int, i.\"responseTimeMs\", f.\"qualityScore\" FROM ai_interactions i "
            "JOIN ai_finetune_datasets f ON f.\"interactionId\" = i.id"_s);
        const QStringList rows = all.split(u'\n', Qt::SkipEmptyParts);
        for (const QString &row : rows) {
            const QStringList fields = row.split(u'|');
            sessions[fields[0]].push_back({fields[1].toDouble(), fields[2].toDouble(), fields[3].toDouble()});
        }
        QCOMPARE(sessions.size(), size_t(20));
        constexpr double T19 = 2.093024054408263; // scipy.stats.t.ppf(0.975, 19)
        constexpr double Z = 1.959963984540054;
        // Share and variance of what a condition counts, by session.
        const auto clustered = [&](const auto &valueOf) {
            double sum = 0;
            for (const auto &[id, calls] : sessions)
                for (const auto &call : calls)
                    sum += valueOf(call);
            const double mean = sum / 400;
            double squares = 0;
            for (const auto &[id, calls] : sessions) {
                double off = 0;
                for (const auto &call : calls)
                    off += valueOf(call) - mean;
                squares += off * off;
            }
            return std::pair(mean, 20.0 / 19 * squares / (400.0 * 400.0));
        };
        const auto [share, variance] = clustered([](const auto &call) { return call[0]; });
        const double trials = std::min(400.0, share * (1 - share) / variance) * std::pow(Z / T19, 2);
        const double centre = (share + Z * Z / (2 * trials)) / (1 + Z * Z / trials);
        const double half =
            Z / (1 + Z * Z / trials) * std::sqrt(share * (1 - share) / trials + Z * Z / (4 * trials * trials));
        QVERIFY(near(card.success().low, centre - half, 1e-9) && near(card.success().high, centre + half, 1e-9));
        const Estimate naive = shareEstimate(card.successes, card.calls);
        QVERIFY(card.success().high - card.success().low > 3 * (naive.high - naive.low));
        const auto [quality, qualityVariance] = clustered([](const auto &call) { return call[2]; });
        QVERIFY(near(card.meanQuality().low, quality - T19 * std::sqrt(qualityVariance), 1e-9));
        // The median lies between the ranks that as many independent calls would have.
        std::vector<double> times;
        for (const auto &[id, calls] : sessions)
            for (const auto &call : calls)
                times.push_back(call[1]);
        std::ranges::sort(times);
        const auto [below, belowVariance] =
            clustered([median = times[199]](const auto &call) { return call[1] <= median ? 1.0 : 0.0; });
        const auto worth = qint64(std::min(400.0, below * (1 - below) / belowVariance) * std::pow(Z / T19, 2));
        QVERIFY(worth < 40);
        const RankInterval ranks = quantileRanks(0.5, worth);
        const auto at = [&](qint64 rank) {
            return times[size_t(std::ceil((double(rank) - 0.5) / double(worth) * 400)) - 1];
        };
        QCOMPARE(card.p50Ms->value, times[199]);
        QCOMPARE(card.p50Ms->low, at(*ranks.low));
        QCOMPARE(card.p50Ms->high, at(*ranks.high));
        // Few sessions claim nothing, however many calls they have.
        m_base->use(u"A-v1.1.0"_s, 400, u"false"_s);
        m_base->run(u"SET session_replication_role = replica; UPDATE ai_interactions SET \"sessionId\" = "
                    "('00000000-0000-0000-0001-' || lpad((\"tokensUsed\" % 5)::text, 12, '0'))::uuid WHERE "
                    "\"promptId\" = '%1'"_s.arg(m_base->idOf(u"A-v1.1.0"_s)));
        const ScoreComparison comparison = compareScorecards(card, score(u"A-v1.1.0"_s));
        QCOMPARE(metric(comparison, u"success"_s).verdict, Verdict::NotEnough);
        QVERIFY(metric(comparison, u"success"_s).hasFewSessions);
        QVERIFY(comparison.method.contains(u"sessions"_s));
    }

    // What else changed between two times is part of any difference: nobody is better.
    void saysNothingOfVersionsOfDifferentTimes()
    {
        m_base->use(
            u"A-v1.0.0"_s, 200, u"n <= 60"_s, u"n"_s, u"n"_s, u"timestamp '2026-01-01' + n * interval '1 hour'"_s);
        m_base->use(
            u"A-v1.1.0"_s, 200, u"n <= 190"_s, u"n"_s, u"n"_s, u"timestamp '2026-02-01' + n * interval '1 hour'"_s);
        // A call of the new one that was tried early does not make them simultaneous.
        m_base->run(u"UPDATE ai_interactions SET \"createdAt\" = '2026-01-02' WHERE \"promptId\" = '%1' AND "
                    "\"tokensUsed\" = 1"_s.arg(m_base->idOf(u"A-v1.1.0"_s)));
        const ScoreComparison comparison = compareScorecards(score(u"A-v1.0.0"_s), score(u"A-v1.1.0"_s));
        QCOMPARE(metric(comparison, u"success"_s).verdict, Verdict::Apart);
        QVERIFY(metric(comparison, u"success"_s).change->low > 0.5);
        QCOMPARE(comparison.cautions.size(), 1);
    }

    // Versions that are the same by construction, five metrics: a false claim of the primary one in one of twenty
    // cases, of any other in one of twenty; without Holm's method in one of seven.
    void aFalseClaimIsRareWhateverIsCompared()
    {
        std::mt19937 random(1123);
        std::normal_distribution<double> normal(0, 1);
        std::uniform_real_distribution<double> even(0, 1);
        constexpr int Calls = 300;
        const auto card = [&] {
            Scorecard made;
            made.calls = made.timed = made.counted = Calls;
            made.firstUsed = u"2026-01-01"_s;
            made.lastUsed = u"2026-02-01"_s;
            std::vector<double> times;
            const auto meanOf = [&](SampleMean &mean) {
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < Calls; ++i) {
                    const double value = 3 + normal(random);
                    sum += value;
                    squares += value * value;
                }
                mean = {sum / Calls, std::sqrt((squares - sum * sum / Calls) / (Calls - 1)), Calls};
            };
            for (int i = 0; i < Calls; ++i) {
                made.successes += even(random) < 0.8 ? 1 : 0;
                times.push_back(std::exp(normal(random)));
            }
            std::ranges::sort(times);
            meanOf(made.tokens);
            meanOf(made.quality);
            const auto percentile = [&](double share) {
                const RankInterval ranks = quantileRanks(share, Calls);
                return Estimate{
                    times[size_t(std::ceil(share * Calls)) - 1], times[size_t(*ranks.low) - 1],
                    times[size_t(*ranks.high) - 1]};
            };
            made.p50Ms = percentile(0.5);
            made.p95Ms = percentile(0.95);
            return made;
        };
        constexpr int Rounds = 2000;
        int ofPrimary = 0;
        int ofOthers = 0;
        int ofOthersAlone = 0;
        int repeated = 0;
        const auto isClaim = [](const MetricComparison &one) { return one.verdict != Verdict::Inconclusive; };
        for (int round = 0; round < Rounds; ++round) {
            const Scorecard before = card();
            const Scorecard after = card();
            bool isOther = false;
            bool isAlone = false;
            const ScoreComparison comparison = compareScorecards(before, after);
            for (const MetricComparison &one : comparison.metrics) {
                ofPrimary += one.isPrimary && isClaim(one);
                isOther = isOther || (!one.isPrimary && isClaim(one));
                isAlone = isAlone || (!one.isPrimary && (one.change->low > 0 || one.change->high < 0));
            }
            ofOthers += isOther;
            ofOthersAlone += isAlone;
            const auto often = compareScorecards(before, after, {.primary = u"success"_s, .looks = Looks::Repeated});
            repeated += std::ranges::any_of(often.metrics, isClaim);
        }
        QVERIFY2(ofPrimary < Rounds * 0.07, qPrintable(QString::number(ofPrimary)));
        QVERIFY2(ofOthers < Rounds * 0.065, qPrintable(QString::number(ofOthers)));
        QVERIFY2(ofOthersAlone > Rounds * 0.1, qPrintable(QString::number(ofOthersAlone)));
        QVERIFY2(repeated < Rounds * 0.03, qPrintable(QString::number(repeated)));
    }

    // Another platform: other names for everything, a moment with a zone, no errors and no models.
    void readsOtherTablesByAMapping()
    {
        m_base->run(
            u"CREATE SCHEMA o; CREATE TABLE o.texts (nr uuid, code text, who text, sys text, usr text, ver text, "
            "llm text, live boolean, extra jsonb); CREATE TABLE o.calls (nr int, text_nr uuid, tok int, ms int, ok "
            "boolean, "
            "at timestamptz); CREATE TABLE o.stars (call_nr int, stars int); "
            "INSERT INTO o.texts VALUES ('00000000-0000-0000-0000-000000000001', 'c', 'C', 's', 'u', '1.0.0', 'm', "
            "true, "
            "'{}'); INSERT INTO o.calls SELECT n, '00000000-0000-0000-0000-000000000001', n, n, n % 2 = 0, "
            "'2026-01-01 00:00+00'::timestamptz + n * interval '1 hour' FROM generate_series(1, 50) n; "
            "INSERT INTO o.stars SELECT n, 4 FROM generate_series(1, 35) n"_s);
        const QByteArray yaml =
            "table: o.texts\ncolumns: {id: nr, promptId: code, name: who, systemPrompt: sys, userPromptTemplate: usr, "
            "version: ver, modelPreference: llm, isActive: live, metadata: extra}\n"
            "interactions: {table: calls, columns: {id: nr, promptId: text_nr, tokensUsed: tok, responseTimeMs: ms, "
            "success: ok, createdAt: at}}\nratings: {table: stars, columns: {interactionId: call_nr, qualityScore: "
            "stars}}\n";
        const PromptTable table =
            expected(findPromptTables(m_base->session(), expected(parseTableMapping(yaml, u"m.yaml"_s)))).front();
        QVERIFY(table.interactions.atHasZone);
        const QDateTime from(QDate(2026, 1, 1), QTime(10, 0), Qt::UTC);
        const Scorecard card =
            expected(readScorecard(m_base->session(), table, u"00000000-0000-0000-0000-000000000001"_s, {from, {}}));
        QCOMPARE(card.calls, 41);
        QCOMPARE(card.quality.count, 26);
        QVERIFY(card.models.empty());
        QCOMPARE(card.errors.size(), size_t(1));
        const auto wrong = parseTableMapping(QByteArray(yaml).replace("tokensUsed: tok", "tokensUsed: gone"), u"m"_s);
        QCOMPARE(findPromptTables(m_base->session(), *wrong).error().kind, ErrorKind::NotFound);
        QVERIFY(parseTableMapping(QByteArray(yaml).replace("stars}}", "stars, colour: x}}"), u"m.yaml"_s)
                    .error()
                    .message.startsWith("m.yaml, line 4"_L1));
    }

    void reportsADatabaseWithoutCalls()
    {
        PromptTable table = m_base->table;
        table.interactions = {};
        QCOMPARE(readScorecard(m_base->session(), table, u"x"_s, {}).error().kind, ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(ScorecardTest)
#include "tst_scorecard.moc"
