// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A megabyte compared with a megabyte in the window: from asking until its first lines are painted, and the longest
// turn of the event loop meanwhile. Prints lines of JSON.
#include "bench/figures.h"

#include "compare/compareview.h"
#include "support/turnmeter.h"

#include "common/theme.h"

#include <QElapsedTimer>
#include <QListView>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;
using namespace howdah::ui;

namespace {

constexpr int Rounds = 7;
constexpr int Lines = 20'000;
constexpr int PatienceMs = 60'000;

QString manyLines(const QString &word, int round)
{
    QString text;
    for (int i = 0; i < Lines; ++i)
        text +=
            u"Line %1 of round %2 says %3 about the matter.\n"_s.arg(i).arg(round).arg(i % 10 == 0 ? word : u"much"_s);
    return text;
}

// When the list is painted with rows in it.
class PaintWatch final : public QObject
{
public:
    explicit PaintWatch(CompareView &view)
        : m_view(view)
    {
        view.findChild<QListView *>(u"compareRows"_s)->viewport()->installEventFilter(this);
    }
    double milliseconds = -1;
    QElapsedTimer since;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && milliseconds < 0 && m_view.model().rowCount() > 0)
            milliseconds = double(since.nsecsElapsed()) / 1e6;
        return false;
    }

private:
    CompareView &m_view;
};

} // namespace

int main(int argc, char **argv)
{
    test::MeteredApplication application(argc, argv);
    const Theme theme(application, ThemeChoice::Light);
    std::vector<double> times;
    for (int round = 0; round < Rounds; ++round) {
        const QString before = manyLines(u"little"_s, round);
        const QString after = manyLines(u"more"_s, round);
        CompareView view;
        view.resize(900, 600);
        view.show();
        if (!QTest::qWaitForWindowExposed(&view))
            qFatal("there is no window");
        PaintWatch watch(view);
        watch.since.start();
        view.compare(before, after);
        if (!QTest::qWaitFor([&watch] { return watch.milliseconds >= 0; }, PatienceMs))
            qFatal("nothing is painted");
        times.push_back(watch.milliseconds);
    }
    std::ranges::sort(times);
    const double median = times[times.size() / 2];
    print(u"diff of 1 MB against 1 MB, first painted"_s, median, "ms", median, 300.0);
    print(u"longest turn while 1 MB is compared"_s, application.longestMs(), "ms", application.longestMs(), 50.0);
    return 0;
}
