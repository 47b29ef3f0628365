// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/indexes/provecommand.h"

#include "base/figures.h"
#include "cli/target/target.h"
#include "cli/terminal/interrupt.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "operations/proveindex/indexmigration.h"
#include "operations/proveindex/indexproof.h"
#include "operations/proveindex/indexsearch.h"

#include <QJsonArray>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace operations;

namespace {

QString percent(double share) { return u"%1 %"_s.arg(share * 100, 0, 'f', 0); }

// "12 % (3 % to 20 %)"
QString shareText(const Estimate &saving)
{
    return tr("%1 (%2 to %3)").arg(percent(saving.value), percent(saving.low), percent(saving.high));
}

class ProveCommand final
{
public:
    ProveCommand(Output &output, const ProveIndexOptions &options)
        : m_output(output)
        , m_options(options)
    {
    }

    int run()
    {
        // Open until the end: its tunnel, and a private server that runs for it, are those of the sessions below.
        const Result<void> opened = m_target.open(m_output, m_options.database, u"prove index"_s, Purpose::ReadingOnly);
        if (!opened)
            return failed(m_output, opened.error(), Stage::Opening);
        m_info = m_target.connInfo();
        m_info.context = m_output.context;
        const auto found = findIndexes(m_info, m_options.command, m_interrupt.token());
        if (!found)
            return failed(m_output, found.error());
        if (m_options.candidate > int(found->candidates.size()))
            return failed(m_output, makeError(ErrorKind::Usage, tr("There is no such candidate")), Stage::Words);
        for (size_t i = 0; i < found->candidates.size(); ++i) {
            if (m_options.candidate != 0 && m_options.candidate != int(i) + 1)
                continue;
            if (const int code = one(*found, i); code != ExitOk)
                return code;
        }
        return finish();
    }

private:
    int one(const FoundIndexes &found, size_t i)
    {
        const plan::IndexCandidate &candidate = found.candidates[i];
        const IndexEstimate *estimate = found.estimates ? &(*found.estimates)[i] : nullptr;
        QJsonObject json{
            {u"number"_s, int(i) + 1}, {u"sql"_s, candidate.createSql(true)}, {u"reason"_s, candidate.reason}};
        if (!m_output.json)
            m_output.out << u"%1. "_s.arg(i + 1) << plainLine(candidate.createSql(true)) << u"\n   "_s
                         << plainLine(candidate.reason) << u'\n';
        if (!candidate.extends.isEmpty()) {
            json[u"extends"_s] = candidate.extends;
            line(tr("It begins as %1, which may be superfluous then").arg(candidate.extends));
        }
        if (estimate) {
            json[u"estimate"_s] = QJsonObject{
                {u"used"_s, estimate->used},
                {u"costWithout"_s, estimate->costWithout},
                {u"costWith"_s, estimate->costWith},
                {u"refused"_s, estimate->refused}};
            line(
                !estimate->refused.isEmpty() ? tr("The server refuses it: %1").arg(estimate->refused)
                : estimate->used
                    ? tr("Estimated cost: %1 instead of %2").arg(estimate->costWith).arg(estimate->costWithout)
                    : tr("By the estimate the planner would not use it"));
        }
        if (m_options.estimateOnly) {
            m_all.append(json);
            return ExitOk;
        }
        return prove(found, candidate, json);
    }

    int prove(const FoundIndexes &found, const plan::IndexCandidate &candidate, QJsonObject json)
    {
        IndexProofRequest request{m_info, m_options.command, candidate, m_options.sampleRows};
        request.context = m_output.context;
        const auto proof = proveIndex(request, nullptr, m_interrupt.token());
        if (!proof)
            return failed(m_output, proof.error(), Stage::Rehearsing);
        json[u"verdict"_s] = verdictName(proof->verdict);
        json[u"saving"_s] = QJsonObject{
            {u"value"_s, proof->saving.value}, {u"low"_s, proof->saving.low}, {u"high"_s, proof->saving.high}};
        json[u"sampleRows"_s] = proof->sampleRows;
        json[u"sampleBytes"_s] = proof->sampleBytes;
        if (proof->fullBytes)
            json[u"estimatedBytes"_s] = *proof->fullBytes;
        json[u"notes"_s] = QJsonArray::fromStringList(proof->notes);
        line(verdictText(proof->verdict));
        line(tr("Time saved: %1").arg(shareText(proof->saving)));
        writes(*proof, json);
        if (proof->fullBytes)
            line(tr("Size: about %1, an estimate").arg(sizeText(qint64(*proof->fullBytes), QLocale::c())));
        for (const QString &note : proof->notes)
            line(note);
        if (proof->verdict == IndexVerdict::Believed) {
            m_believed = true;
            if (const int code = save(found, candidate, json); code != ExitOk)
                return code;
        }
        m_all.append(json);
        return ExitOk;
    }

    void writes(const IndexProof &proof, QJsonObject &json)
    {
        if (proof.inserts.empty())
            return;
        const double insert = -savingOf(proof.inserts).value;
        const double update = -savingOf(proof.updates).value;
        json[u"insertSlower"_s] = insert;
        json[u"updateSlower"_s] = update;
        line(tr("Writes pay: INSERT %1, UPDATE %2 more time").arg(percent(insert), percent(update)));
    }

    int save(const FoundIndexes &found, const plan::IndexCandidate &candidate, QJsonObject &json)
    {
        if (m_options.migrations.isEmpty())
            return ExitOk;
        const auto draft = draftIndexMigration(nullptr, m_options.migrations, candidate, found.catalog.get());
        if (!draft)
            return failed(m_output, draft.error(), Stage::Files);
        const auto written = writeIndexMigration(*draft);
        if (!written)
            return failed(m_output, written.error(), Stage::Files);
        json[u"migration"_s] = written->upFile;
        line(tr("Written: %1, %2").arg(written->upFile, written->downFile));
        for (const migration::Finding &finding : draft->findings)
            line(finding.message);
        return ExitOk;
    }

    int finish()
    {
        const bool proved = m_believed || m_options.estimateOnly;
        if (m_output.json)
            print(
                m_output,
                {{u"format"_s, 1}, {u"candidates"_s, m_all}, {u"exitCode"_s, int(proved ? ExitOk : ExitPending)}});
        else if (m_all.isEmpty())
            m_output.out << tr("The plan asks for no index that does not exist yet.") << u'\n';
        m_output.out << Qt::flush;
        return proved ? ExitOk : ExitPending;
    }

    void line(const QString &text)
    {
        if (!m_output.json)
            m_output.out << u"   "_s << plainLine(text) << Qt::endl;
    }

    Output &m_output;
    const ProveIndexOptions &m_options;
    Interrupt m_interrupt;
    Target m_target;
    connection::ConnInfo m_info;
    QJsonArray m_all;
    bool m_believed = false;
};

} // namespace

int proveIndexes(Output &output, const ProveIndexOptions &options) { return ProveCommand(output, options).run(); }

} // namespace howdah::cli
