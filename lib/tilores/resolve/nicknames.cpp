// English given names and their short forms: which given names may be one person's.
#include <tilores/resolve/similarity.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace tilores::resolve {

namespace {

// One line a name: the full form first. Common knowledge, compiled for this program.
constexpr std::string_view k_lines =
  "abigail abby gail\nabraham abe\nalbert al bert bertie\nalexander alex al sandy xander sasha\nalexandra alex sandra "
  "sandy lexi\n"
  "alfred al fred alf\nalice ali\nallison ali allie\namanda mandy\namelia amy millie\nandrea andie\nandrew andy drew\n"
  "angela angie\nanna ann anne annie\nanthony tony\nantonio tony\narthur art\nbarbara barb barbie babs\nbartholomew "
  "bart\n"
  "beatrice bea\nbenjamin ben benny benji\nbernard bernie\nbertram bert bertie\nbeverly bev\nbradley brad\nbrandon "
  "brand\ncalvin cal\n"
  "cameron cam\ncandace candy\ncaroline carrie carol caro\ncarolyn carrie carol lyn\ncatherine cathy kate cat katie "
  "kathy\n"
  "charles charlie chuck chas chaz\ncharlotte charlie lottie\nchristian chris\nchristina tina chris christy\n"
  "christine chris christy tina\nchristopher chris kit topher\ncynthia cindy\nclifford cliff\nclinton clint\n"
  "constance connie\ncornelius neil\ncurtis curt\ndaniel dan danny\ndanielle dani\ndavid dave davey davy\n"
  "deborah deb debbie\ndebra deb debbie\ndelores dolly\ndennis denny\ndominic dom\ndonald don donny donnie\ndorothy "
  "dot dottie dolly\n"
  "douglas doug\nedgar ed\nedmund ed eddie\nedward ed eddie ted ned\nedwin ed eddie\neleanor ellie nell nora\n"
  "elizabeth liz beth betty eliza lisa lizzie bess libby\nemily em emmy\nemma em\nernest ernie\nesther essie\neugene "
  "gene\n"
  "evelyn eve evie\nfelicia fel\nfrances fran franny\nfrancis frank fran\nfrancisco paco pancho frank\nfranklin frank\n"
  "frederick fred freddy rick\ngabriel gabe\ngabriella gabby ella\ngeoffrey geoff jeff\ngeorge georgie\ngerald gerry "
  "jerry\n"
  "geraldine gerry\ngregory greg\nguillermo memo\ngwendolyn gwen\nharold harry hal\nharriet hattie\nhelen nell ellie\n"
  "henry hank harry hal\nherbert herb bert\nhoward howie\nignacio nacho\nirving irv\nisaac ike\nisabella bella izzy\n"
  "jacob jake\njacqueline jackie\njames jim jimmy jamie jimmie\njanet jan\njanice jan\njason jay\njean "
  "jeannie\njeffrey jeff\n"
  "jennifer jen jenny jenn\njeremiah jerry\njeremy jerry\njerome jerry\njessica jess jessie\njesus chuy\njoanna jo "
  "joan\n"
  "john johnny jack johnnie\njonathan jon johnny\njose pepe\njoseph joe joey\njosephine jo josie\njoshua josh\njoyce "
  "joy\n"
  "juan juanito\njudith judy\njulia julie jules\njustin jus\nkatherine kate kathy katie kit kat kay\nkathleen kathy "
  "kate kat\n"
  "kathryn kate kathy katie\nkelly kel\nkenneth ken kenny\nkevin kev\nkimberly kim kimmy\nkristen kris kristy\n"
  "laura laurie\nlauren laurie\nlawrence larry lars\nleonard leo len lenny\nleonardo leo\nleroy roy\nlewis "
  "lew\nlillian lily lil\n"
  "linda lindy\nlouis lou louie\nlouise lou\nlucille lucy\nluis lucho\nmadeline maddie\nmanuel manny\nmarcus mark "
  "marc\n"
  "margaret maggie peggy meg marge margie greta\nmaria mary mia\nmarilyn mary\nmartha marty\nmartin marty\nmary molly "
  "polly mae\n"
  "matthew matt\nmaximilian max\nmaureen mo\nmelissa mel missy\nmelvin mel\nmichael mike mikey mick mickey\n"
  "michelle shelly mickey\nmildred millie\nmitchell mitch\nmorris mo\nnancy nan\nnatalie nat\nnathan nate nat\n"
  "nathaniel nate nat\nnicholas nick nicky nico\nnicole nikki nicky\nnorman norm\noliver ollie\nolivia liv livvy\n"
  "pamela pam\npatricia pat patty tricia trish\npatrick pat paddy\npaul paulie\npeter pete\nphilip phil\nphillip phil\n"
  "priscilla cilla\nrachel rae\nrandall randy\nrandolph randy\nraymond ray\nrebecca becky becca\nregina gina\n"
  "reginald reggie\nricardo rick\nrichard rick dick rich ricky richie\nrobert bob bobby rob robbie bert robby\n"
  "roberta bobbie\nroderick rod\nrodney rod\nroger rog\nroland rollie\nronald ron ronnie\nrosemary rose rosie\nrussell "
  "russ\n"
  "salvatore sal\nsamantha sam\nsamuel sam sammy\nsandra sandy\nsarah sally sadie sara\nscott scotty\nsebastian seb\n"
  "shirley shirl\nsidney sid\nsolomon sol\nstanley stan\nstephanie steph\nstephen steve\nsteven steve stevie\nstuart "
  "stu\n"
  "susan sue susie suzy\nsuzanne sue suzy\nsylvia syl\ntabitha tabby\nteresa terry tess tessa\nterrence "
  "terry\ntheodore ted teddy theo\n"
  "theresa terry tess tessa\nthomas tom tommy\ntimothy tim timmy\ntobias toby\nvalerie val\nvanessa nessa\nveronica "
  "ronnie\n"
  "victor vic\nvictoria vicky tori vicki\nvincent vince vinny\nvirginia ginny\nvivian viv\nwalter walt wally\nwesley "
  "wes\n"
  "wilfred fred will\nwilliam bill billy will liam willie\nwinifred winnie\nyvonne vonnie\nzachary zach zack\n";

struct Entry {
  std::string_view name;
  std::string_view full;
};

const std::vector<Entry>& table()
{
  static const std::vector<Entry> entries = [] {
    std::vector<Entry> built;
    built.reserve(512);
    std::size_t at = 0;
    while (at < k_lines.size()) {
      const std::size_t end = k_lines.find('\n', at);
      std::string_view line = k_lines.substr(at, end - at);
      const std::string_view full = line.substr(0, line.find(' '));
      while (!line.empty()) {
        const std::size_t blank = line.find(' ');
        built.push_back({line.substr(0, blank), full});
        line = blank == std::string_view::npos ? std::string_view{} : line.substr(blank + 1);
      }
      at = end + 1;
    }
    std::sort(built.begin(), built.end(),
              [](const Entry& a, const Entry& b) { return a.name != b.name ? a.name < b.name : a.full < b.full; });
    return built;
  }();
  return entries;
}

std::pair<const Entry*, const Entry*> range_of(std::string_view name)
{
  const auto& entries = table();
  const auto less = [](const auto& a, const auto& b) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(a)>, Entry>) {
      return a.name < b;
    } else {
      return a < b.name;
    }
  };
  const auto [first, last] = std::equal_range(entries.begin(), entries.end(), name, less);
  return {entries.data() + (first - entries.begin()), entries.data() + (last - entries.begin())};
}

} // namespace

std::vector<std::string_view> given_name_classes(std::string_view given)
{
  const auto [first, last] = range_of(given);
  std::vector<std::string_view> classes;
  for (const Entry* entry = first; entry != last; ++entry) {
    classes.push_back(entry->full);
  }
  if (classes.empty()) {
    classes.push_back(given);
  }
  return classes;
}

bool same_given_name(std::string_view a, std::string_view b)
{
  if (a == b) {
    return true;
  }
  const auto [a_first, a_last] = range_of(a);
  const auto [b_first, b_last] = range_of(b);
  for (const Entry* x = a_first; x != a_last; ++x) {
    for (const Entry* y = b_first; y != b_last; ++y) {
      // Two short forms of different names that share a third do not count: jack and jim are not one.
      if (x->full == y->full) {
        return true;
      }
    }
  }
  return false;
}

} // namespace tilores::resolve
